// What operators can do. Each of these opens the dialog that asks for the reason.

import {get, instancePath, send, servicePath} from './api.js';
import {ask, note} from './dialog.js';
import {plural} from './text.js';

const ROOM_MS = 15_000;

/** What somebody did, by what the audit log calls it. */
const ACTIONS = {
	'override': 'set overrides of', 'clear-overrides': 'cleared the overrides of', 'drain': 'drained',
	'end-drain': 'ended the drain of', 'remove': 'removed', 'release-guard': 'released the guard',
};

export const actionText = (action) => ACTIONS[action] ?? action;

function named(instance) {
	return `${instance.name}/${instance.id}`;
}

const inNamespace = (instance) => ({namespace: instance.namespace});

/** Fetched when it is asked for: the audit log knows how to undo what was done last. */
function undoOf(about) {
	return async () => {
		try {
			const {entries} = await get('v1/audit', {...about, limit: 1});
			if (entries[0]?.undo) {
				undo(entries[0]);
			}
			else {
				note('This cannot be undone', {bad: true});
			}
		}
		catch (problem) {
			note(problem.message, {bad: true});
		}
	};
}

function patch(instance, title, text, button, done, change, fields) {
	ask({
		title, text, button, done, fields,
		act: async ({reason, by, ...values}) => {
			await send('PATCH', instancePath(instance.name, instance.id), inNamespace(instance),
				{...change(values), reason, by});
		},
		undo: undoOf({namespace: instance.namespace, service: instance.name, instance: instance.id}),
	});
}

export function disable(instance) {
	patch(instance, `Take ${named(instance)} out of routing`,
		'Callers are sent there no more, until you put it back; also after it registers again.',
		'Take out', `${named(instance)} is out of routing`, () => ({enabled: false}));
}

export function enable(instance) {
	const itself = instance.operator?.registered?.enabled ?? instance.enabled;
	patch(instance, `Put ${named(instance)} back into routing`,
		itself ? 'What the application says counts again.' : 'The application itself says that it is disabled: this overrides it.',
		'Put back', `${named(instance)} is back`, () => ({enabled: itself ? null : true}));
}

export function weight(instance) {
	const own = instance.operator?.registered?.weight ?? instance.weight;
	patch(instance, `Change the weight of ${named(instance)}`,
		`Its share of the traffic. 100 is normal; the application itself says ${own}. Empty leaves it to the application.`,
		'Change', `${named(instance)} has its new weight`, (values) => ({weight: numberIn(values.weight)}),
		[{name: 'weight', label: 'Weight', value: String(instance.weight), inputMode: 'numeric', hint: '1 to 1000'}]);
}

export function meta(instance, key = '') {
	patch(instance, `Set meta of ${named(instance)}`,
		'Counts instead of what the application says, until cleared. An empty value leaves the key to the application again.',
		'Set', `${named(instance)} has its new meta`, (values) => ({meta: {[values.key]: values.meta || null}}),
		[
			{name: 'key', label: 'Key', value: key, list: Object.keys(instance.meta), hint: 'At most 128 characters'},
			{name: 'meta', label: 'Value', value: instance.meta[key] ?? '', hint: 'At most 1,024 characters'},
		]);
}

export function clearOverride(instance, setting, key) {
	patch(instance, `Clear the override of ${key ? `meta ${key}` : setting} of ${named(instance)}`,
		'What the application says counts again.', 'Clear', 'The override is cleared',
		() => (key ? {meta: {[key]: null}} : {[setting]: null}));
}

export function clearOverrides(instance) {
	ask({
		title: `Clear all overrides of ${named(instance)}`,
		text: 'What the application says counts again.',
		button: 'Clear',
		done: `${named(instance)} is as its application says`,
		act: async ({reason, by}) => {
			await send('DELETE', instancePath(instance.name, instance.id) + '/overrides', {...inNamespace(instance), reason, by});
		},
		undo: undoOf({namespace: instance.namespace, service: instance.name, instance: instance.id}),
	});
}

export function drain(instance) {
	ask({
		title: `Drain ${named(instance)}`,
		text: 'Takes it out of routing, and waits until every consumer has acknowledged that. It lasts until its process starts anew, or you end it.',
		button: 'Drain',
		fields: [LIMIT],
		act: async ({reason, by, limit}) => drained(await send('POST', instancePath(instance.name, instance.id) + '/drain',
			inNamespace(instance), {reason, by, limit}, ROOM_MS + millis(limit))),
		undo: undoOf({namespace: instance.namespace, service: instance.name, instance: instance.id}),
	});
}

export function endDrain(instance) {
	ask({
		title: `End the drain of ${named(instance)}`,
		text: 'Callers are sent there again.',
		button: 'End the drain',
		done: `${named(instance)} is drained no more`,
		act: async ({reason, by}) => {
			await send('DELETE', instancePath(instance.name, instance.id) + '/drain', {...inNamespace(instance), reason, by});
		},
		undo: undoOf({namespace: instance.namespace, service: instance.name, instance: instance.id}),
	});
}

export function drainService(namespace, service, instances) {
	ask({
		title: `Drain all of ${service}`,
		text: `Takes ${plural(instances, 'instance')} out of routing: nobody will be able to call this service.`,
		button: 'Drain all',
		danger: true,
		fields: [LIMIT],
		act: async ({reason, by, limit}) => drained(await send('POST', servicePath(service) + '/drain', {namespace},
			{reason, by, limit}, ROOM_MS + millis(limit))),
		undo: undoOf({namespace, service}),
	});
}

export function endServiceDrain(namespace, service) {
	ask({
		title: `End the drains of ${service}`,
		text: 'Callers are sent to all of its instances again that are not out for another reason.',
		button: 'End the drains',
		done: `${service} is drained no more`,
		act: async ({reason, by}) => {
			await send('DELETE', servicePath(service) + '/drain', {namespace, reason, by});
		},
		undo: undoOf({namespace, service}),
	});
}

export function remove(instance, then) {
	ask({
		title: `Remove ${named(instance)}`,
		text: 'For what is dead and only still listed. One that is alive is refused, because it would only come back.',
		button: 'Remove',
		danger: true,
		done: `${named(instance)} is removed`,
		act: async ({reason, by}) => {
			await send('DELETE', instancePath(instance.name, instance.id), {...inNamespace(instance), reason, by});
			then?.();
		},
	});
}

export async function check(instance) {
	try {
		const {finding, took_ms: took} = await send('POST', instancePath(instance.name, instance.id) + '/check', inNamespace(instance));
		const found = {
			'connected': `accepts connections (${took.toFixed(1)} ms)`, 'refused': 'refuses connections: nothing listens there',
			'no-answer': 'does not answer', 'not-probed': 'is not tried: its address may not be, or probes are off',
		}[finding] ?? finding;
		note(`${instance.address}:${instance.port} ${found}`, {bad: finding !== 'connected'});
	}
	catch (problem) {
		note(problem.message, {bad: true});
	}
}

export function releaseGuard(held) {
	ask({
		title: 'Release the guard',
		text: `${plural(held, 'instance')} that fell silent will be given up, one after the other, unless they are heard again.`,
		button: 'Release',
		danger: true,
		done: 'The guard is released',
		act: async ({reason, by}) => {
			await send('POST', 'v1/guard/release', {}, {reason, by});
		},
	});
}

/** Undoes an entry of the audit log, in the way that the entry itself names. */
export function undo(entry) {
	const about = [entry.service, entry.instance].filter(Boolean).join('/');
	ask({
		title: `Undo #${entry.number}`,
		text: `${entry.by} ${actionText(entry.action)} ${about}: “${entry.reason}”. It becomes again: ${entry.before}.`,
		button: 'Undo',
		reason: `undo of #${entry.number}`,
		done: `#${entry.number} is undone`,
		act: async ({reason, by}) => {
			const {method, path, body} = entry.undo;
			const asBody = method !== 'DELETE';
			const [plain, query] = path.split('?');
			await send(method, plain, {...Object.fromEntries(new URLSearchParams(query)), ...(asBody ? {} : {reason, by})},
				asBody ? {...body, reason, by} : undefined, ROOM_MS);
		},
	});
}

const LIMIT = {name: 'limit', label: 'Wait at most', value: '2s', hint: 'How long to wait for the consumers, such as 500ms, 2s or 1m'};

/** What is no number goes as it is, for the server to say so. */
function numberIn(text) {
	const trimmed = text.trim();
	return (trimmed === '') ? null : (/^-?\d+$/.test(trimmed) ? Number(trimmed) : trimmed);
}

function millis(limit) {
	const [, value, unit] = /^(\d+)(ms|s|m)$/.exec(limit) ?? [];
	return value ? Number(value) * {ms: 1, s: 1000, m: 60_000}[unit] : 0;
}

function drained({drained: all}) {
	const pending = all.filter(({acknowledged}) => !acknowledged);
	if (!pending.length) {
		return `${plural(all.length, 'instance')} drained: every consumer has acknowledged it`;
	}
	const most = Math.max(...pending.map((each) => each.pending));
	return `${plural(all.length, 'instance')} draining: ${plural(most, 'consumer')} had not acknowledged it within the limit`;
}
