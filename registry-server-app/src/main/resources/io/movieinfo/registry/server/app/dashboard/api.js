// Calls the registry's HTTP API, which is on this page's own host.

const base = document.baseURI.replace(/[?#].*$/, '');

const PATIENCE_MS = 10_000;

let ahead = 0;

/** The server's time, by its answers: ages are told by its clock, not by that of this computer. */
export const serverNow = () => Date.now() + ahead;

/** A refusal in the words of the server, or that it did not answer (status 0). */
export class Problem extends Error {

	constructor(status, {detail, code, field, value, expected, complete} = {}) {
		super(detail ?? (status ? `The server answered ${status}` : 'The server does not answer'));
		this.status = status;
		this.code = code;
		this.field = field;
		this.value = value;
		this.expected = expected;
		this.complete = complete;
	}

}

export function servicePath(service) {
	return `v1/services/${encodeURIComponent(service)}`;
}

export function instancePath(service, id) {
	return `${servicePath(service)}/instances/${encodeURIComponent(id)}`;
}

/** Undefined and empty parameters are left out. */
export function url(path, query = {}) {
	const target = new URL(path.replace(/^\//, ''), base);
	for (const [name, value] of Object.entries(query)) {
		if (value !== undefined && value !== null && value !== '') {
			target.searchParams.append(name, value);
		}
	}
	return target;
}

export function get(path, query, signal) {
	return request('GET', url(path, query), undefined, signal, PATIENCE_MS);
}

/** Returns what came back, or null for an empty answer. */
export function send(method, path, query, body, patience = PATIENCE_MS) {
	return request(method, url(path, query), body, undefined, patience);
}

async function request(method, target, body, signal, patience) {
	const patienceEnds = AbortSignal.timeout(patience);
	let response;
	let text;
	try {
		response = await fetch(target, {
			method,
			cache: 'no-store',
			headers: (body !== undefined) ? {'Content-Type': 'application/json'} : {},
			body: (body !== undefined) ? JSON.stringify(body) : undefined,
			signal: signal ? AbortSignal.any([signal, patienceEnds]) : patienceEnds,
		});
		compareClocks(response.headers.get('Date'));
		text = await response.text();
	}
	catch (failure) {
		if (signal?.aborted) {
			throw failure;
		}
		throw new Problem(0);
	}
	return read(response, text);
}

/** The header tells whole seconds: what differs by less than two is taken for the same. */
function compareClocks(date) {
	const difference = date ? Date.parse(date) + 500 - Date.now() : 0;
	ahead = (Math.abs(difference) < 2000) ? 0 : difference;
}

function read(response, text) {
	let content = null;
	try {
		content = text ? JSON.parse(text) : null;
	}
	catch {
		// somebody else answered, a proxy for example
		throw new Problem(response.status || 502);
	}
	if (!response.ok) {
		throw new Problem(response.status, content ?? {});
	}
	return content;
}
