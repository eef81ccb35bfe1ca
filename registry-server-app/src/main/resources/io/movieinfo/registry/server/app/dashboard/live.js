// What comes from the server by itself, and what is known of the connection to it.

import {useEffect, useLayoutEffect, useReducer, useRef, useState} from './view.js';
import {get, serverNow, url} from './api.js';

/** How many happenings are kept to be shown. */
const KEPT = 500;

/** The server sends something every 15 s at the latest. */
const SILENCE_MS = 20_000;

const OVERVIEW_EVERY_MS = 2_000;

const LONGEST_PAUSE_MS = 5_000;

/** Nobody looks at a hidden page: after this it gives its connection back, of which browsers have few. */
const HIDDEN_MS = 10_000;

/** A value that tells its readers when it has changed, at most once for each frame. */
export class Observable {

	#listeners = new Set();

	constructor(value) {
		this.value = value;
	}

	set(value) {
		this.value = value;
		this.changed();
	}

	changed() {
		for (const listener of this.#listeners) {
			frame.add(listener);
		}
	}

	subscribe(listener) {
		this.#listeners.add(listener);
		return () => {
			this.#listeners.delete(listener);
			frame.delete(listener);
		};
	}

}

const frame = {
	due: new Set(),
	asked: false,
	add(listener) {
		this.due.add(listener);
		if (!this.asked) {
			this.asked = true;
			requestAnimationFrame(() => this.run());
		}
	},
	delete(listener) {
		this.due.delete(listener);
	},
	run() {
		this.asked = false;
		const due = [...this.due];
		this.due.clear();
		due.forEach((listener) => listener());
	},
};

export function useObservable(observable) {
	const [, again] = useReducer((n) => n + 1, 0);
	// before anything else can happen, so that no value is missed
	useLayoutEffect(() => observable.subscribe(again), [observable]);
	return observable.value;
}

/** Whether the server tells what happens; `since` when not, and of when the last news are. */
export const connection = new Observable({state: 'connecting', since: Date.now(), asOf: null});

/** The newest happenings, oldest first; at most KEPT of them. */
export const happenings = new Observable([]);

/** The numbers of the whole registry, or null before they are known. */
export const overview = new Observable(null);

const listeners = new Set();

/** Calls a listener with each happening, and with null when anything may have happened unseen. */
export function onHappening(listener) {
	listeners.add(listener);
	return () => listeners.delete(listener);
}

function tell(happening) {
	listeners.forEach((listener) => listener(happening));
}

/**
 * What a page shows of the server: loaded at once, and again whenever something happens that concerns it, at the latest
 * after a while. A load that takes long, as that of a service of 10,000 instances, is not repeated as often.
 */
export function useFeed(key, load, {concerns = () => true, every = 15_000, pause = 1_000} = {}) {
	const [state, setState] = useState({key, data: null, problem: null, asOf: null});
	const feed = useRef(null);
	useEffect(() => {
		const made = makeFeed(load, (loaded) => setState({key, ...loaded}), every, pause);
		feed.current = made;
		const forget = onHappening((happening) => {
			if (happening === null || concerns(happening)) {
				made.poke();
			}
		});
		return () => {
			forget();
			made.close();
		};
	}, [key]);
	const current = (state.key === key) ? state : {key, data: null, problem: null, asOf: null};
	return {...current, refresh: () => feed.current?.poke()};
}

function makeFeed(load, show, every, pause) {
	const abort = new AbortController();
	let last = {data: null, problem: null, asOf: null};
	let begun = 0;
	let took = 0;
	let loading = false;
	let again = false;
	let timer = null;

	const plan = (delay) => {
		clearTimeout(timer);
		timer = setTimeout(run, delay);
	};
	const rest = () => Math.max(0, begun + Math.max(pause, 10 * took) - performance.now());

	async function run() {
		if (loading) {
			return;
		}
		loading = true;
		again = false;
		begun = performance.now();
		try {
			last = {data: await load(abort.signal, last.data), problem: null, asOf: serverNow()};
		}
		catch (problem) {
			if (abort.signal.aborted) {
				return;
			}
			// what a server that is away has told stays; what it refuses is no more
			last = {...last, data: problem.status ? null : last.data, problem};
		}
		took = performance.now() - begun;
		loading = false;
		if (!abort.signal.aborted) {
			show(last);
			plan(again ? rest() : Math.max(every, rest()));
		}
	}

	run();
	return {
		poke() {
			if (loading) {
				again = true;
			}
			else if (!again) {
				again = true;
				plan(rest());
			}
		},
		close() {
			abort.abort();
			clearTimeout(timer);
		},
	};
}

let stream = null;

/** The number of the newest happening that was heard of, also by those who come back. */
let seen = 0;

let failures = 0;

let retry = null;

let retryAt = null;

/** Begins to listen; once, when the page is opened. */
export function start() {
	connect();
	pollOverview();
	let hidden = null;
	document.addEventListener('visibilitychange', () => {
		clearTimeout(hidden);
		if (document.hidden) {
			hidden = setTimeout(pauseWhileHidden, HIDDEN_MS);
		}
		else if (connection.value.state === 'paused') {
			failures = 0;
			connect();
			pollOverview();
		}
	});
}

export function retryNow() {
	failures = 0;
	connect();
}

export function nextTry() {
	return retryAt;
}

function pauseWhileHidden() {
	connection.set({...connection.value, state: 'paused', since: Date.now()});
	clearTimeout(retry);
	stream?.abort();
	stream = null;
}

function connect() {
	clearTimeout(retry);
	retryAt = null;
	stream?.abort();
	stream = new AbortController();
	listen(stream).catch(() => {});
}

async function listen(own) {
	let silence = null;
	const wait = () => {
		clearTimeout(silence);
		silence = setTimeout(() => own.abort(), SILENCE_MS);
	};
	const heard = () => {
		wait();
		connection.value.asOf = Date.now();
	};
	try {
		wait();
		const headers = {Accept: 'text/event-stream', ...(seen ? {'Last-Event-ID': String(seen)} : {})};
		const response = await fetch(url('v1/events', {view: 'operator', last: KEPT}),
			{cache: 'no-store', headers, signal: own.signal});
		if (!response.ok) {
			throw new Error(response.status);
		}
		heard();
		failures = 0;
		connection.set({state: 'live', since: Date.now(), asOf: Date.now()});
		tell(null);
		await readEvents(response.body, (data) => {
			heard();
			if (data) {
				arrived(JSON.parse(data));
			}
		});
	}
	catch {
		// told below, like a stream that has ended
	}
	finally {
		clearTimeout(silence);
	}
	if (stream === own) {
		lost();
	}
}

function lost() {
	if (connection.value.state !== 'away') {
		connection.set({...connection.value, state: 'away', since: Date.now()});
	}
	// at random, so that all pages that a server has lost do not come back at once
	const pause = Math.min(LONGEST_PAUSE_MS, 250 * 2 ** failures) * (0.5 + Math.random() / 2);
	failures++;
	retryAt = Date.now() + pause;
	retry = setTimeout(connect, pause);
}

function arrived(happening) {
	seen = happening.number;
	if (!happening.kind) {
		// how far the server has come, or that something was missed
		tell(null);
		return;
	}
	const kept = happenings.value;
	kept.push(happening);
	if (kept.length >= 2 * KEPT) {
		happenings.value = kept.slice(-KEPT);
	}
	happenings.changed();
	tell(happening);
}

/** Reads a stream of server-sent events and hands over the data of each, or null for a sign of life. */
async function readEvents(body, take) {
	const reader = body.pipeThrough(new TextDecoderStream()).getReader();
	let rest = '';
	let data = [];
	for (;;) {
		const {done, value} = await reader.read();
		if (done) {
			return;
		}
		const lines = (rest + value).split('\n');
		rest = lines.pop();
		for (const line of lines) {
			if (line.startsWith('data:')) {
				data.push(line.slice(line[5] === ' ' ? 6 : 5));
			}
			else if (line === '' || line === '\r') {
				take(data.length ? data.join('\n') : null);
				data = [];
			}
		}
	}
}

let polling = false;

async function pollOverview() {
	if (polling) {
		return;
	}
	polling = true;
	while (connection.value.state !== 'paused') {
		if (connection.value.state !== 'away') {
			try {
				overview.set(await get('v1/overview'));
				connection.value.asOf = Date.now();
			}
			catch (problem) {
				if (problem.status === 0 && connection.value.state === 'live') {
					// it no longer answers, though its connection stands: begin anew
					stream?.abort();
				}
			}
		}
		await new Promise((resolve) => setTimeout(resolve, OVERVIEW_EVERY_MS));
	}
	polling = false;
}
