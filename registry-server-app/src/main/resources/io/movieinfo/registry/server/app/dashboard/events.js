// What happens, as it happens, and why.

import {html, useEffect, useMemo, useRef, useState} from './view.js';
import {happenings, onHappening} from './live.js';
import {Search} from './parts.js';
import {instanceHref, serviceHref} from './route.js';
import {dateAndTime, matcher, when} from './text.js';

const SHOWN = 200;

const SHORT = 6;

/** Nobody reads faster; a page that did more would only make it harder. */
const EVERY_MS = 250;

const BAD = new Set(['evicted', 'held', 'guard-engaged', 'forgotten']);

const GOOD = new Set(['registered', 'replaced', 'heard', 'drain-ended', 'guard-released', 'started']);

function tone({kind, text}) {
	if (kind === 'health') {
		return /(reports|is back:) healthy/.test(text) ? 'good' : 'bad';
	}
	return BAD.has(kind) ? 'bad' : GOOD.has(kind) ? 'good' : 'calm';
}

export function Events() {
	return html`<section aria-labelledby="events-title">
		<div class="bar-top"><h1 id="events-title">Events</h1></div>
		<${Happenings}/>
	</section>`;
}

/** The newest happenings first: all, or those of a service or an instance. */
export function Happenings({namespace, service, instance, short = false}) {
	const [search, setSearch] = useState('');
	const [paused, setPaused] = useState(false);
	const shown = useNewest(paused, namespace, service, instance);
	const rows = useMemo(() => {
		const matches = matcher(search);
		const fitting = [];
		for (let i = shown.length - 1; i >= 0 && fitting.length < (short ? SHORT : SHOWN); i--) {
			if (!search || matches(searchText(shown[i]))) {
				fitting.push(shown[i]);
			}
		}
		return fitting;
	}, [shown, search]);
	return html`<div class="happenings">
		${!short && html`<div class="bar-top">
			<${Search} label="Search events" placeholder="Search kind, service, instance, reason  /" value=${search} onInput=${setSearch}/>
			<button type="button" aria-pressed=${paused} onClick=${() => setPaused(!paused)}>${paused ? 'Go on' : 'Pause'}</button>
		</div>`}
		<ol class="events">
			${rows.map((each) => html`<${Row} key=${each.number} happening=${each}/>`)}
		</ol>
		${!rows.length && html`<p class=${short ? 'quiet' : 'empty'}>${search ? `Nothing of what was seen matches “${search}”.` : 'Nothing lately.'}</p>`}
	</div>`;
}

function useNewest(paused, namespace, service, instance) {
	const fitting = () => happenings.value.filter((each) => (service === undefined)
		|| (each.service === service && each.namespace === namespace && (instance === undefined || each.instance === instance)));
	const [shown, setShown] = useState(fitting);
	const timer = useRef(null);
	useEffect(() => {
		if (paused) {
			return undefined;
		}
		setShown(fitting());
		const forget = onHappening((happening) => {
			const mine = happening === null || service === undefined || happening.service === service;
			if (mine && timer.current === null) {
				timer.current = setTimeout(() => {
					timer.current = null;
					setShown(fitting());
				}, EVERY_MS);
			}
		});
		return () => {
			forget();
			clearTimeout(timer.current);
			timer.current = null;
		};
	}, [paused, namespace, service, instance]);
	return shown;
}

function Row({happening}) {
	const {at, kind} = happening;
	return html`<li>
		<time datetime=${at} title=${dateAndTime(at)}>${when(at)}</time>
		<span class="kind ${tone(happening)}">${kind}</span>
		<span class="what"><${Sentence} happening=${happening}/></span>
	</li>`;
}

/** The sentence says everything; the name in it leads to whom it is about. */
function Sentence({happening: {namespace, service, instance, text}}) {
	if (service === undefined) {
		return text;
	}
	const name = (instance !== undefined) ? `${service}/${instance}` : service;
	const target = (instance !== undefined) ? instanceHref(namespace, service, instance) : serviceHref(namespace, service);
	const at = text.indexOf(name);
	return (at < 0) ? html`<a href=${target}>${name}</a> ${text}`
		: html`${text.slice(0, at)}<a href=${target}>${name}</a>${text.slice(at + name.length)}`;
}

function searchText({kind, namespace, service, instance, by, reason, text}) {
	return [kind, namespace, service, instance, by, reason, text].join('\n').toLowerCase();
}
