// Who watches a service, and whether all of them have seen its last change.

import {html} from './view.js';
import {get, servicePath} from './api.js';
import {useFeed} from './live.js';
import {Problem} from './parts.js';
import {plural} from './text.js';

export function Consumers({namespace, service}) {
	const feed = useFeed(`watchers ${namespace} ${service}`,
		(signal) => get(servicePath(service) + '/watchers', {namespace}, signal),
		{concerns: (happening) => happening.service === service && happening.namespace === namespace, every: 1_000, pause: 250});
	if (!feed.data) {
		return html`<${Problem} feed=${feed}/>`;
	}
	const {cursor, watchers} = feed.data;
	const live = watchers.filter((each) => each.live);
	const behind = live.filter((each) => !each.current);
	const revision = cursor.slice(cursor.lastIndexOf('.') + 1);
	return html`
		<p class="verdict ${behind.length ? 'waiting' : 'settled'}" role="status">${verdict(live, behind, revision)}</p>
		${watchers.length > 0 && html`<table class="consumers">
			<thead><tr>
				<th scope="col">Consumer</th><th scope="col">Kind</th><th scope="col">Has seen the last change</th>
				<th scope="col" class="number wide">Told</th><th scope="col" class="number">Acknowledged</th>
			</tr></thead>
			<tbody>${watchers.map((each, index) => html`<tr key=${each.name + index}>
				<th scope="row">${each.name}</th>
				<td>${each.kind}${each.live ? '' : html` <span class="badge">gone silent</span>`}</td>
				<td>${each.current ? html`<span class="state routable"><i aria-hidden="true"></i>yes</span>`
					: html`<span class="state draining"><i aria-hidden="true"></i>not yet</span>`}</td>
				<td class="number wide">${revisionOf(each.told)}</td>
				<td class="number">${revisionOf(each.acknowledged)}</td>
			</tr>`)}</tbody>
		</table>`}`;
}

function verdict(live, behind, revision) {
	if (!live.length) {
		return 'Nobody consumes this service just now.';
	}
	if (!behind.length) {
		return (live.length === 1) ? `Its one consumer has seen revision ${revision}.`
			: `All ${live.length} consumers have seen revision ${revision}.`;
	}
	return `${plural(behind.length, 'consumer')} of ${live.length} ${behind.length === 1 ? 'has' : 'have'} not acknowledged revision ${revision} yet.`;
}

function revisionOf(cursor) {
	if (cursor === undefined || cursor === null) {
		return '–';
	}
	const text = String(cursor);
	return text.slice(text.lastIndexOf('.') + 1);
}
