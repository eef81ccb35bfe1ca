// What operators have done, and how to undo it.

import {html, useState} from './view.js';
import {actionText, undo} from './actions.js';
import {get} from './api.js';
import {useFeed} from './live.js';
import {Problem} from './parts.js';
import {instanceHref, serviceHref} from './route.js';
import {dateAndTime, when} from './text.js';

/** Who has done what an instance asks for itself; that is not in the audit log. */
const APPLICATION = 'its application';

const STEP = 100;

const SHORT = 5;

export function Audit() {
	return html`<section aria-labelledby="audit-title">
		<div class="bar-top"><h1 id="audit-title">Audit log</h1></div>
		<${AuditLog}/>
	</section>`;
}

/** The newest entries first: all, or those of a service or an instance. */
export function AuditLog({namespace, service, instance, short = false}) {
	const [limit, setLimit] = useState(short ? SHORT : STEP);
	const about = service ? {namespace, service, instance} : {};
	const feed = useFeed(`audit ${JSON.stringify(about)} ${limit}`, (signal) => get('v1/audit', {...about, limit}, signal),
		{concerns: ({by}) => by !== undefined && by !== APPLICATION, pause: 500});
	if (!feed.data) {
		return html`<${Problem} feed=${feed}/>`;
	}
	const {entries} = feed.data;
	if (!entries.length) {
		return html`<p class=${short ? 'quiet' : 'empty'}>Nobody has done anything yet.</p>`;
	}
	return html`<ol class="audit">
		${entries.map((entry) => html`<${Entry} key=${entry.number} entry=${entry} about=${service ? (instance ? 'none' : 'instance') : 'all'}/>`)}
	</ol>
	${!short && entries.length === limit && limit < 1000 && html`<button type="button" onClick=${() => setLimit(Math.min(1000, limit + STEP))}>Older ones</button>`}`;
}

function Entry({entry, about}) {
	const {number, at, by, reason, action, namespace, service, instance, before, after} = entry;
	return html`<li>
		<span class="quiet number">#${number}</span>
		<time datetime=${at} title=${dateAndTime(at)}>${when(at)}</time>
		<span class="what">
			<b>${by}</b> <span class="kind calm">${actionText(action)}</span>
			${about === 'all' && service && html` <a href=${serviceHref(namespace, service)}>${service}</a>${instance && html`<span class="quiet">/</span>`}`}${about !== 'none' && instance && html`<a href=${instanceHref(namespace, service, instance)}>${instance}</a>`}
			<span class="change">${before} <span aria-label="became">→</span> ${after}, because <q>${reason}</q>${entry.undoes && ` (undoes #${entry.undoes})`}</span>
		</span>
		${entry.undo && html`<button type="button" aria-label="Undo #${number}" onClick=${() => undo(entry)}>Undo …</button>`}
	</li>`;
}
