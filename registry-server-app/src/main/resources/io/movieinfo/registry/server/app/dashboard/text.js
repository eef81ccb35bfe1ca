// How things are said. Times are those of this computer, as 2026-11-29 09:52:23 whatever the language.

const time = new Intl.DateTimeFormat('sv', {timeStyle: 'medium'});

const dateTime = new Intl.DateTimeFormat('sv', {dateStyle: 'short', timeStyle: 'medium'});

const number = new Intl.NumberFormat('en');

export const clock = (instant) => time.format(new Date(instant));

export const dateAndTime = (instant) => dateTime.format(new Date(instant));

/** The time alone for today, with the date otherwise. */
export function when(instant) {
	const date = new Date(instant);
	return (date.toDateString() === new Date().toDateString()) ? time.format(date) : dateTime.format(date);
}

export const count = (value) => number.format(value);

export const plural = (value, one, many = one + 's') => `${count(value)} ${value === 1 ? one : many}`;

/** A duration in its largest unit or two: 4 s, 12 min, 3 h 5 min. */
export function duration(millis) {
	const seconds = Math.max(0, Math.round(millis / 1000));
	if (seconds < 60) {
		return `${seconds} s`;
	}
	const minutes = Math.floor(seconds / 60);
	if (minutes < 60) {
		return `${minutes} min`;
	}
	const hours = Math.floor(minutes / 60);
	if (hours < 48) {
		return (minutes % 60) ? `${hours} h ${minutes % 60} min` : `${hours} h`;
	}
	return `${Math.floor(hours / 24)} d`;
}

const CAUSES = {
	'reported': 'says that it is ill',
	'not-ready': 'is not ready for traffic',
	'lease': 'fell silent',
	'connection-refused': 'nothing listens at its port',
};

export const causeText = (cause) => CAUSES[cause] ?? cause ?? '';

/** What becomes of callers, in one word: the strongest reason against an instance, or routable. */
export function state(instance) {
	if (!instance.enabled) {
		return 'disabled';
	}
	if (instance.health !== 'healthy') {
		return instance.health;
	}
	return instance.draining ? 'draining' : 'routable';
}

/** Why an instance is in its state, or nothing if that needs no words. */
export function stateReason(instance) {
	const reasons = [];
	if (instance.health !== 'healthy' && instance.cause) {
		reasons.push(instance.cause);
	}
	if (instance.draining && state(instance) !== 'draining') {
		reasons.push('draining');
	}
	if (!instance.enabled && instance.health !== 'healthy') {
		reasons.unshift(instance.health);
	}
	const lease = instance.operator?.lease;
	if (lease === 'suspect' || lease === 'held') {
		reasons.push(lease);
	}
	return reasons.join(', ');
}

/** All that an instance can be searched by, in lower case. */
export function searchText(instance) {
	const operator = instance.operator ?? {};
	return [
		instance.id, `${instance.address}:${instance.port}`, instance.zone, ...instance.tags,
		...Object.entries(instance.meta).map(([key, value]) => `${key}=${value}`),
		state(instance), instance.health, instance.cause, operator.lease, instance.draining ? 'draining' : '',
		operator.overrides ? 'overridden' : '', operator.holder?.application,
	].join('\n').toLowerCase();
}

/** Returns a test of texts in lower case: all words that are asked for, in any order. */
export function matcher(query) {
	const words = query.toLowerCase().split(/\s+/).filter(Boolean);
	return (text) => words.every((word) => text.includes(word));
}
