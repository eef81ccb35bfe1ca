// One instance in full, with what can be done to it.

import {html, useLayoutEffect, useRef} from './view.js';
import * as actions from './actions.js';
import {AuditLog} from './audit.js';
import {Happenings} from './events.js';
import {Ago, State} from './parts.js';
import {causeText, dateAndTime} from './text.js';

const LEASES = {
	alive: 'renewed in time', suspect: 'suspect: silent for longer than usual, or its session was lost',
	held: 'run out, but held by the guard', over: 'run out',
};

export function Instance({namespace, service, id, instance, asOf, close}) {
	const title = useRef(null);
	// before anybody sees it, so that keys are never meant for what was there before
	useLayoutEffect(() => {
		title.current.focus({preventScroll: true});
		const escape = (event) => {
			if (event.key === 'Escape' && !event.defaultPrevented) {
				close();
			}
		};
		addEventListener('keydown', escape);
		return () => removeEventListener('keydown', escape);
	}, []);
	return html`<aside class="detail" aria-labelledby="instance-title">
		<header>
			<h2 id="instance-title" tabindex="-1" ref=${title}>${id}</h2>
			<button type="button" class="plain" aria-label="Close" onClick=${close}>×</button>
		</header>
		${instance ? html`
			<p class="big-state"><${State} instance=${instance}/>
				${instance.cause && html`<span class="quiet"> ${causeText(instance.cause)}</span>`}</p>
			<${Buttons} instance=${instance} close=${close}/>
			<${Overrides} instance=${instance}/>
			<${Facts} instance=${instance} asOf=${asOf}/>
			<${Meta} instance=${instance}/>`
		: html`<p class="empty">It is not listed any more. What happened to it is below.</p>`}
		<h3>Events</h3>
		<${Happenings} namespace=${namespace} service=${service} instance=${id} short/>
		<h3>Audit</h3>
		<${AuditLog} namespace=${namespace} service=${service} instance=${id} short/>
	</aside>`;
}

function Buttons({instance, close}) {
	return html`<div class="buttons">
		${instance.enabled
			? html`<button type="button" onClick=${() => actions.disable(instance)}>Take out …</button>`
			: html`<button type="button" class="primary" onClick=${() => actions.enable(instance)}>Put back …</button>`}
		<button type="button" onClick=${() => actions.weight(instance)}>Weight …</button>
		<button type="button" onClick=${() => actions.meta(instance)}>Meta …</button>
		${instance.draining
			? html`<button type="button" class="primary" onClick=${() => actions.endDrain(instance)}>End drain …</button>`
			: html`<button type="button" onClick=${() => actions.drain(instance)}>Drain …</button>`}
		<button type="button" title="Tries its address and port now" onClick=${() => actions.check(instance)}>Check</button>
		<button type="button" class="danger" onClick=${() => actions.remove(instance, close)}>Remove …</button>
	</div>`;
}

/** What counts in place of what the application says, beside what it says. */
function Overrides({instance}) {
	const {overrides, registered} = instance.operator ?? {};
	if (!overrides) {
		return null;
	}
	const rows = [];
	if (overrides.weight !== undefined) {
		rows.push(['weight', null, overrides.weight, registered.weight]);
	}
	if (overrides.enabled !== undefined) {
		rows.push(['enabled', null, String(overrides.enabled), String(registered.enabled)]);
	}
	for (const [key, value] of Object.entries(overrides.meta)) {
		rows.push(['meta', key, value, registered.meta[key]]);
	}
	return html`<div class="overrides">
		<h3>Overridden</h3>
		<table>
			<thead><tr><th scope="col">What</th><th scope="col">Counts</th><th scope="col">The application says</th><th></th></tr></thead>
			<tbody>${rows.map(([setting, key, counts, said]) => html`<tr>
				<th scope="row">${key === null ? setting : `meta ${key}`}</th><td><b>${counts}</b></td>
				<td>${said ?? html`<span class="quiet">nothing</span>`}</td>
				<td><button type="button" aria-label="Clear the override of ${key ?? setting}" onClick=${() => actions.clearOverride(instance, setting, key)}>Clear …</button></td>
			</tr>`)}</tbody>
		</table>
		<p>By <b>${overrides.by}</b>, ${dateAndTime(overrides.at)}: “${overrides.reason}”</p>
		${rows.length > 1 && html`<button type="button" onClick=${() => actions.clearOverrides(instance)}>Clear all …</button>`}
	</div>`;
}

function Facts({instance, asOf}) {
	const {operator = {}} = instance;
	const holder = operator.holder;
	const scheme = instance.secure ? 'https' : 'http';
	const facts = [
		['Address', html`<span class="mono">${scheme}://${instance.address.includes(':') ? `[${instance.address}]` : instance.address}:${instance.port}</span>`],
		['Zone', instance.zone ?? html`<span class="quiet">none</span>`],
		['Weight', String(instance.weight)],
		['Tags', instance.tags.length ? instance.tags.map((tag) => html`<span class="tag">${tag}</span> `) : html`<span class="quiet">none</span>`],
		['Last seen', html`<${Ago} at=${operator.last_seen} now=${asOf}/>`],
		['Lease', LEASES[operator.lease] ?? operator.lease],
		['Renewed by', holder ? [holder.kind === 'session' ? 'session' : 'requests', (holder.application || holder.process) && 'of',
			holder.application, holder.process, holder.remote && `from ${holder.remote}`, holder.since && `since ${dateAndTime(holder.since)}`].filter(Boolean).join(' ') : html`<span class="quiet">nobody since the server started</span>`],
		['Incarnation', String(instance.incarnation)],
		['Start id', html`<span class="mono">${operator.start_id}</span>`],
	];
	return html`<dl>${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

function Meta({instance}) {
	const entries = Object.entries(instance.meta);
	if (!entries.length) {
		return null;
	}
	return html`<h3>Meta</h3>
		<dl class="meta">${entries.map(([key, value]) => html`
			<dt>${key}</dt><dd>${value} <button type="button" class="plain edit" aria-label="Change meta ${key}" onClick=${() => actions.meta(instance, key)}>change</button></dd>`)}
		</dl>`;
}
