// Which page is shown: #/page/part/part?name=value. Parts may hold anything, also slashes.

import {useEffect, useState} from './view.js';

export function href(parts, query = {}) {
	const search = new URLSearchParams(Object.entries(query).filter(([, value]) => value)).toString();
	return '#/' + parts.map(encodeURIComponent).join('/') + (search ? '?' + search : '');
}

export const serviceHref = (namespace, service, query) => href(['services', namespace, service], query);

export const instanceHref = (namespace, service, id, query) => href(['services', namespace, service, id], query);

export function parse(hash) {
	const [path, search = ''] = hash.replace(/^#\/?/, '').split(/\?(.*)/s);
	return {parts: path.split('/').filter(Boolean).map(decode), query: Object.fromEntries(new URLSearchParams(search))};
}

export function useRoute() {
	const [route, setRoute] = useState(() => parse(location.hash));
	useEffect(() => {
		const changed = () => setRoute(parse(location.hash));
		addEventListener('hashchange', changed);
		return () => removeEventListener('hashchange', changed);
	}, []);
	return route;
}

export function go(target) {
	location.hash = target;
}

/** Keeps what was typed in the address, so that it can be shared; Back does not undo single keys. */
export function remember(target) {
	if (location.hash !== target) {
		history.replaceState(null, '', target);
	}
}

function decode(part) {
	try {
		return decodeURIComponent(part);
	}
	catch {
		return part;
	}
}
