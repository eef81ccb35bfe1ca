// What several pages are made of.

import {html, useRef} from './view.js';
import {count, dateAndTime, duration, state, stateReason} from './text.js';

/** How long before a moment something was; the moment is when that was asked, and does not go on by itself. */
export function Ago({at, now}) {
	if (!at) {
		return html`<span class="quiet" title="Nothing was heard since the server started">not yet</span>`;
	}
	return html`<time datetime=${at} title=${dateAndTime(at)}>${duration(now - Date.parse(at))} ago</time>`;
}

export function State({instance}) {
	const name = state(instance);
	const reason = stateReason(instance);
	return html`<span class="state ${name}"><i aria-hidden="true"></i>${name}</span>
		${reason && html`<span class="reason">${reason}</span>`}`;
}

/** The shares of what a service lists, at a glance; the numbers are beside it. */
export function HealthBar({service}) {
	const parts = shares(service);
	const told = parts.map(([name, n]) => `${n} ${name}`).join(', ') || 'no instances';
	return html`<span class="bar" role="img" aria-label=${told} title=${told}>
		${parts.map(([name, n]) => html`<i class=${name} style=${{flexGrow: n}}></i>`)}
	</span>`;
}

/** An instance may be several things at once; what is left over is not routable for another of them. */
function shares({listed, routable, unhealthy, unknown = 0, draining}) {
	let left = listed - routable;
	const parts = [['routable', routable]];
	for (const [name, n] of [['unhealthy', unhealthy + unknown], ['draining', draining]]) {
		const share = Math.min(left, n);
		parts.push([name, share]);
		left -= share;
	}
	parts.push(['disabled', left]);
	return parts.filter(([, n]) => n > 0);
}

export function Search({value, onInput, onEnter, label, placeholder}) {
	const input = useRef(null);
	return html`<input type="search" class="search" ref=${input} aria-label=${label} placeholder=${placeholder}
		value=${value} autocomplete="off" spellcheck=${false} onInput=${(event) => onInput(event.target.value)}
		onKeyDown=${(event) => {
			if (event.key === 'Enter') {
				onEnter?.();
			}
			else if (event.key === 'Escape') {
				event.stopPropagation();
				if (value) {
					onInput('');
				}
				else {
					input.current.blur();
				}
			}
			else if (event.key === 'ArrowDown') {
				event.preventDefault();
				document.querySelector('main tbody a')?.focus();
			}
		}}/>`;
}

export const PAGE = 50;

/** The part of a list that is on a page; a page that is no more is the last one. */
export function pageOf(list, page) {
	const last = Math.max(0, Math.ceil(list.length / PAGE) - 1);
	const current = Math.min(page, last);
	return {rows: list.slice(current * PAGE, (current + 1) * PAGE), current, last};
}

export function Pager({list, page, onPage, what}) {
	const {rows, current, last} = pageOf(list, page);
	const first = current * PAGE + 1;
	return html`<nav class="pager" aria-label="Pages">
		<span>${rows.length ? `${count(first)}–${count(first + rows.length - 1)} of ${count(list.length)}` : `No ${what}`}</span>
		${last > 0 && html`
			<button type="button" disabled=${current === 0} onClick=${() => onPage(current - 1)}>Previous</button>
			<button type="button" disabled=${current === last} onClick=${() => onPage(current + 1)}>Next</button>`}
	</nav>`;
}

/** Moves the focus from row to row with the arrow keys. */
export function rowKeys(event) {
	const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
	const row = event.target.closest('tr');
	if (!step || !row || !event.target.matches('a')) {
		return;
	}
	event.preventDefault();
	const next = (step > 0) ? row.nextElementSibling : row.previousElementSibling;
	(next?.querySelector('a') ?? (step < 0 ? document.querySelector('main .search') : null))?.focus();
}

export function SortHeader({name, label, sort, onSort, title, number = false, wide = false, up = false}) {
	const sorted = sort === name;
	return html`<th scope="col" class="${number ? 'number' : ''} ${wide ? 'wide' : ''}" aria-sort=${sorted ? (up ? 'ascending' : 'descending') : undefined} title=${title}>
		<button type="button" class="sort" onClick=${() => onSort(name)}>${label}${sorted && html`<span aria-hidden="true"> ${up ? '↑' : '↓'}</span>`}</button>
	</th>`;
}

/** Why there is nothing to show; that the server is away is told elsewhere while there still is something. */
export function Problem({feed: {problem, data, refresh}}) {
	if (!problem || (data && !problem.status)) {
		return null;
	}
	return html`<p class="problem" role="alert">${problem.message}
		<button type="button" onClick=${refresh}>Try again</button></p>`;
}

export function Tabs({tabs, current}) {
	return html`<nav class="tabs" aria-label="Parts of this page">
		${tabs.map(({name, label, target}) => html`<a href=${target} aria-current=${name === current ? 'page' : undefined}>${label}</a>`)}
	</nav>`;
}
