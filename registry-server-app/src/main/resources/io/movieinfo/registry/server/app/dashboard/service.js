// One service: its instances, who consumes it, and what has happened to it.

import {html, useMemo, useRef, useState} from './view.js';
import {drainService, endServiceDrain} from './actions.js';
import {get, instancePath, servicePath} from './api.js';
import {AuditLog} from './audit.js';
import {Consumers} from './consumers.js';
import {Happenings} from './events.js';
import {Instance} from './instance.js';
import {useFeed} from './live.js';
import {Ago, HealthBar, pageOf, Pager, Problem, rowKeys, Search, SortHeader, State, Tabs} from './parts.js';
import {go, href, instanceHref, remember, serviceHref} from './route.js';
import {count, matcher, plural, searchText, state} from './text.js';

/** Up to this many changed instances of a large service are asked for one by one. */
const FEW = 8;

const LARGE = 200;

const WHOLE_EVERY_MS = 10_000;

const RANKS = {unhealthy: 0, unknown: 1, disabled: 3, draining: 4, routable: 6};

function rank(instance) {
	const lease = instance.operator?.lease;
	if (lease === 'held') {
		return 2;
	}
	const byState = RANKS[state(instance)];
	return (byState === RANKS.routable && (lease !== 'alive' || instance.operator?.overrides)) ? 5 : byState;
}

const text = (value) => (a, b) => {
	const [x, y] = [value(a) ?? '', value(b) ?? ''];
	return (x < y) ? -1 : (x > y) ? 1 : 0;
};

/** The server sends instances by id. */
const ORDERS = {
	trouble: (a, b) => rank(a) - rank(b),
	id: () => 0,
	zone: text(({zone}) => zone),
	weight: (a, b) => b.weight - a.weight,
	seen: text(({operator}) => operator?.last_seen),
};

/** Asks for all instances, or only for those of a large service that have changed. */
function useInstances(namespace, service) {
	const changed = useRef(new Set());
	const whole = useRef(0);
	const key = `instances ${namespace} ${service}`;

	async function load(signal, last) {
		const ids = changed.current;
		changed.current = new Set();
		try {
			return await loadWhatChanged(ids, signal, last);
		}
		catch (problem) {
			// asked for again with what changes next
			ids.forEach((id) => changed.current.add(id));
			throw problem;
		}
	}

	async function loadWhatChanged(ids, signal, last) {
		const few = last && last.instances.length > LARGE && ids.size > 0 && ids.size <= FEW && !ids.has(undefined)
			&& performance.now() - whole.current < WHOLE_EVERY_MS;
		if (!few) {
			const begun = performance.now();
			const listed = await get(servicePath(service) + '/instances', {health: 'all', view: 'operator', namespace}, signal);
			whole.current = begun;
			return listed;
		}
		const found = await Promise.all([...ids].map((id) => get(instancePath(service, id), {view: 'operator', namespace}, signal)
			.catch((problem) => {
				if (problem.status === 404) {
					return null;
				}
				throw problem;
			})));
		const news = new Map([...ids].map((id, index) => [id, found[index]]));
		const instances = last.instances.map((each) => news.has(each.id) ? news.get(each.id) : each).filter(Boolean);
		const old = new Set(last.instances.map(({id}) => id));
		instances.push(...found.filter((each) => each && !old.has(each.id)));
		return {...last, instances};
	}

	return useFeed(key, load, {
		concerns(happening) {
			const mine = happening.service === service && happening.namespace === namespace;
			if (mine) {
				changed.current.add(happening.instance);
			}
			return mine;
		},
		every: 3_000,
		pause: 400,
	});
}

export function Service({namespace, service, id, query}) {
	const feed = useInstances(namespace, service);
	const instances = feed.data?.instances;
	const tab = query.tab ?? 'instances';
	const counts = useMemo(() => countsOf(instances ?? []), [instances]);
	const close = () => {
		document.querySelector('main tr.current a')?.focus();
		go(serviceHref(namespace, service, {search: query.search}));
	};
	const unknown = feed.problem?.code === 'service_unknown';

	return html`<section class=${id ? 'with-detail' : ''} aria-labelledby="service-title">
		<div class="bar-top">
			<p class="crumbs"><a href=${href(['services'], {namespace: namespace === 'default' ? '' : namespace})}>Services</a> / ${namespace} /</p>
			<h1 id="service-title">${service}</h1>
			${instances && html`<span class="summary">
				<${HealthBar} service=${counts}/>
				<span><b>${count(counts.routable)}</b> of ${plural(counts.listed, 'instance')} routable</span>
			</span>`}
			<span class="actions">
				${counts.draining > 0 && html`<button type="button" onClick=${() => endServiceDrain(namespace, service)}>End drains …</button>`}
				${counts.listed > 0 && html`<button type="button" onClick=${() => drainService(namespace, service, counts.listed)}>Drain all …</button>`}
			</span>
		</div>
		<${Tabs} current=${tab} tabs=${[
			{name: 'instances', label: 'Instances', target: serviceHref(namespace, service)},
			{name: 'consumers', label: 'Consumers', target: serviceHref(namespace, service, {tab: 'consumers'})},
			{name: 'events', label: 'Events', target: serviceHref(namespace, service, {tab: 'events'})},
			{name: 'audit', label: 'Audit', target: serviceHref(namespace, service, {tab: 'audit'})},
		]}/>
		${unknown && html`<p class="empty">Nobody has registered ${service} in ${namespace} in the last 24 hours.
			${feed.problem.complete === false ? ' The server has just started, and may yet hear of it.' : ''}</p>`}
		${!unknown && (tab === 'instances' || tab === 'events') && html`<${Problem} feed=${feed}/>`}
		${tab === 'instances' && instances && html`<${Instances} key=${service} ...${{namespace, service, id, query, instances}} asOf=${feed.asOf}/>`}
		${tab === 'consumers' && !unknown && html`<${Consumers} namespace=${namespace} service=${service}/>`}
		${tab === 'events' && html`<${Happenings} namespace=${namespace} service=${service}/>`}
		${tab === 'audit' && html`<${AuditLog} namespace=${namespace} service=${service}/>`}
		${id && instances && html`<${Instance} key=${id} ...${{namespace, service, id, close}} asOf=${feed.asOf}
			instance=${instances.find((each) => each.id === id)}/>`}
	</section>`;
}

function countsOf(instances) {
	const counts = {listed: instances.length, routable: 0, unhealthy: 0, draining: 0};
	for (const instance of instances) {
		counts.routable += (state(instance) === 'routable') ? 1 : 0;
		counts.unhealthy += (instance.health === 'healthy') ? 0 : 1;
		counts.draining += instance.draining ? 1 : 0;
	}
	return counts;
}

/** Made when somebody first searches an instance, and as long as it stays the same. */
const texts = new WeakMap();

function searchable(instance) {
	let made = texts.get(instance);
	if (made === undefined) {
		made = searchText(instance);
		texts.set(instance, made);
	}
	return made;
}

function Instances({namespace, service, id, query, instances, asOf}) {
	const [search, setSearch] = useState(query.search ?? '');
	const [sort, setSort] = useState('trouble');
	const [page, setPage] = useState(0);
	const shown = useMemo(() => {
		const matches = matcher(search);
		return instances.filter((each) => !search || matches(searchable(each))).sort(ORDERS[sort]);
	}, [instances, search, sort]);
	const {rows, current} = pageOf(shown, page);
	const setQuery = (value) => {
		setSearch(value);
		setPage(0);
		if (!id) {
			remember(serviceHref(namespace, service, {search: value}));
		}
	};
	const order = (value) => {
		setSort(value);
		setPage(0);
	};
	return html`<div>
		<${Search} label="Search instances" placeholder="Search id, address, zone, tag, key=value, state  /" value=${search}
			onInput=${setQuery} onEnter=${() => rows.length && go(instanceHref(namespace, service, rows[0].id, {search}))}/>
		<table class="instances" onKeyDown=${rowKeys}>
			<thead><tr>
				<${SortHeader} name="trouble" label="State" sort=${sort} onSort=${order} title="Those in trouble first"/>
				<${SortHeader} name="id" up label="Instance" sort=${sort} onSort=${order}/>
				<th scope="col" class="wide">Address</th>
				<${SortHeader} name="zone" up label="Zone" wide sort=${sort} onSort=${order}/>
				<${SortHeader} name="weight" label="Weight" number sort=${sort} onSort=${order}/>
				<${SortHeader} name="seen" up label="Last seen" wide sort=${sort} onSort=${order} title="The longest silent first"/>
				<th scope="col" class="wide" title="Through whom it was registered or renewed last">Renewed by</th>
				<th scope="col" class="number wide" title="The revision that committed this start of its process">Incarnation</th>
			</tr></thead>
			<tbody>
				${rows.map((each) => html`<${Row} key=${each.id} instance=${each} asOf=${asOf} current=${each.id === id}
					target=${instanceHref(namespace, service, each.id, {search})}/>`)}
			</tbody>
		</table>
		${!instances.length && html`<p class="empty">No instance is listed just now.</p>`}
		${instances.length > 0 && !rows.length && html`<p class="empty">None of ${plural(instances.length, 'instance')} matches “${search}”.</p>`}
		${rows.length > 0 && html`<${Pager} list=${shown} page=${current} onPage=${setPage} what="instances"/>`}
	</div>`;
}

function Row({instance, asOf, current, target}) {
	const {operator = {}} = instance;
	const overrides = operator.overrides;
	return html`<tr class=${current ? 'current' : ''}>
		<td class="state-cell"><${State} instance=${instance}/></td>
		<th scope="row"><a href=${target} aria-current=${current ? 'true' : undefined}>${instance.id}</a>
			${overrides && html` <span class="badge overridden" title="Set by ${overrides.by}: ${overrides.reason}">overridden</span>`}
			${instance.tags.slice(0, 4).map((tag) => html` <span class="tag">${tag}</span>`)}</th>
		<td class="wide mono">${instance.address}:${instance.port}</td>
		<td class="wide">${instance.zone ?? html`<span class="quiet">none</span>`}</td>
		<td class="number">${count(instance.weight)}${overrides?.weight !== undefined && html`<span class="quiet" title="What its application says"> (${operator.registered.weight})</span>`}</td>
		<td class="wide"><${Ago} at=${operator.last_seen} now=${asOf}/></td>
		<td class="wide"><${Holder} holder=${operator.holder}/></td>
		<td class="number wide quiet">${instance.incarnation}</td>
	</tr>`;
}

function Holder({holder}) {
	if (!holder) {
		return html`<span class="quiet">nobody yet</span>`;
	}
	return html`<span title=${holder.remote}>${holder.process || holder.application || holder.remote}</span>
		<span class="quiet"> ${holder.kind === 'session' ? '' : 'over HTTP'}</span>`;
}
