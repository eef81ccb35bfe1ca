// The services of a namespace, those in trouble first.

import {html, useMemo, useRef, useState} from './view.js';
import {get} from './api.js';
import {useFeed} from './live.js';
import {Overview} from './overview.js';
import {HealthBar, pageOf, Pager, Problem, rowKeys, Search, SortHeader} from './parts.js';
import {go, href, remember, serviceHref} from './route.js';
import {count, matcher, plural} from './text.js';

/** The worst first: nobody can call it, then by the share that is lost, then by what operators have set. */
function trouble(service) {
	const {listed, routable, unhealthy, held, draining, disabled, overridden} = service;
	if (!listed) {
		return 0;
	}
	return (routable ? 0 : 1000) + (unhealthy / listed) * 500 + (held / listed) * 200 + ((draining + disabled) / listed) * 100
		+ (overridden / listed);
}

const ORDERS = {
	trouble: (a, b) => trouble(b) - trouble(a),
	name: () => 0,
	instances: (a, b) => b.listed - a.listed,
	unhealthy: (a, b) => b.unhealthy - a.unhealthy,
	out: (a, b) => (b.draining + b.disabled) - (a.draining + a.disabled),
	overridden: (a, b) => b.overridden - a.overridden,
	watchers: (a, b) => b.watchers - a.watchers,
};

export function Services({query}) {
	const namespace = query.namespace ?? 'default';
	const [search, setSearch] = useState(query.search ?? '');
	const [sort, setSort] = useState(ORDERS[query.sort] ? query.sort : 'trouble');
	const [page, setPage] = useState(0);
	const feed = useFeed(`services ${namespace}`,
		(signal) => get('v1/services', {view: 'operator', namespace}, signal),
		{concerns: (happening) => happening.namespace === undefined || happening.namespace === namespace, every: 5_000});
	const all = feed.data?.services ?? [];
	const holding = useRef(false);
	const order = useRef({sort: null, places: new Map()});

	const shown = useMemo(() => {
		const matches = matcher(search);
		const sorted = all.filter(({name}) => matches(name)).sort(ORDERS[sort]);
		const held = order.current;
		if (holding.current && held.sort === sort) {
			// rows do not move away from under the pointer
			const place = (service) => held.places.get(service.name) ?? Infinity;
			sorted.sort((a, b) => place(a) - place(b));
		}
		order.current = {sort, places: new Map(sorted.map(({name}, index) => [name, index]))};
		return sorted;
	}, [all, search, sort]);
	const {rows, current} = pageOf(shown, page);

	const kept = (more) => href(['services'], {
		namespace: (namespace === 'default') ? '' : namespace, search, sort: (sort === 'trouble') ? '' : sort, ...more,
	});
	const setQuery = (value) => {
		setSearch(value);
		setPage(0);
		remember(kept({search: value}));
	};
	const setOrder = (value) => {
		setSort(value);
		setPage(0);
		remember(kept({sort: (value === 'trouble') ? '' : value}));
	};

	return html`
		<${Overview}/>
		<section aria-labelledby="services-title">
			<div class="bar-top">
				<h1 id="services-title">Services</h1>
				<${Search} label="Search services" placeholder="Search services  /" value=${search} onInput=${setQuery}
					onEnter=${() => rows.length && go(serviceHref(namespace, rows[0].name))}/>
				<${Namespaces} namespace=${namespace}/>
			</div>
			<${Problem} feed=${feed}/>
			${feed.data && !feed.data.complete && html`<p class="hint">The server has started without stored data a moment ago: more services may still come back.</p>`}
			<table class="services" onKeyDown=${rowKeys} onPointerEnter=${() => {
				holding.current = true;
			}} onPointerLeave=${() => {
				holding.current = false;
			}}>
				<thead><tr>
					<${SortHeader} name="name" up label="Service" sort=${sort} onSort=${setOrder}/>
					<${SortHeader} name="trouble" label="Health" sort=${sort} onSort=${setOrder} title="Those in trouble first"/>
					<${SortHeader} name="instances" label="Routable" number sort=${sort} onSort=${setOrder} title="Of all that are listed; the largest first"/>
					<${SortHeader} name="unhealthy" label="Unhealthy" number wide sort=${sort} onSort=${setOrder}/>
					<${SortHeader} name="out" label="Taken out" number wide sort=${sort} onSort=${setOrder} title="Draining or disabled"/>
					<${SortHeader} name="overridden" label="Overridden" number wide sort=${sort} onSort=${setOrder}/>
					<${SortHeader} name="watchers" label="Consumers" number wide sort=${sort} onSort=${setOrder}/>
				</tr></thead>
				<tbody>
					${rows.map((service) => html`<${Row} key=${service.name} namespace=${namespace} service=${service}/>`)}
				</tbody>
			</table>
			${feed.data && !all.length && html`<p class="empty">No service is registered in ${namespace} yet. Applications with the starter appear here by themselves.</p>`}
			${all.length > 0 && !rows.length && html`<p class="empty">None of ${plural(all.length, 'service')} matches “${search}”.</p>`}
			${rows.length > 0 && html`<${Pager} list=${shown} page=${current} onPage=${setPage} what="services"/>`}
		</section>`;
}

function Row({namespace, service}) {
	const {name, listed, routable, unhealthy, held, draining, disabled, overridden, watchers} = service;
	return html`<tr class=${listed && !routable ? 'down' : ''}>
		<th scope="row"><a href=${serviceHref(namespace, name)}>${name}</a></th>
		<td class="glance"><${HealthBar} service=${service}/></td>
		<td class="number"><b>${count(routable)}</b><span class="quiet"> / ${count(listed)}</span></td>
		<${Figure} value=${unhealthy} kind="unhealthy"/>
		<${Figure} value=${draining + disabled} kind="out" title="${draining} draining, ${disabled} disabled"/>
		<${Figure} value=${overridden} kind="overridden" more=${held ? `${held} held` : ''}/>
		<${Figure} value=${watchers} kind=""/>
	</tr>`;
}

function Figure({value, kind, title, more}) {
	return html`<td class="number wide ${value ? kind : 'none'}" title=${title}>${count(value ?? 0)}${more && html` <span class="badge held">${more}</span>`}</td>`;
}

function Namespaces({namespace}) {
	const feed = useFeed('namespaces', (signal) => get('v1/namespaces', {}, signal), {concerns: () => false});
	const known = feed.data?.namespaces ?? [];
	const names = [...new Set([namespace, 'default', ...known.map(({name}) => name)])].sort();
	return html`<label class="select">Namespace
		<select value=${namespace} onChange=${(event) => go(href(['services'], {namespace: event.target.value}))}>
			${names.map((name) => html`<option value=${name} selected=${name === namespace}>${name}</option>`)}
		</select>
	</label>`;
}
