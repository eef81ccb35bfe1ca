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

/** How many entries of the audit log are searched for what was just done. */
const LATELY = 100;

/**
 * Something that can be undone: its entry of the audit log is looked for when that is asked for. Others may have done
 * something to the same instance meanwhile, and what has changed nothing has no entry, or one without undo.
 */
function undoable({namespace, service, instance}, action, act) {
	let before = 0;
	let asked = {};
	return {
		act: async (values) => {
			before = (await get('v1/audit', {limit: 1})).entries[0]?.number ?? 0;
			asked = values;
			return act(values);
		},
		undo: async () => {
			try {
				const {entries} = await get('v1/audit', {namespace, service, instance, limit: LATELY});
				const mine = entries.findLast((entry) => entry.number > before && entry.action === action
					&& entry.instance === instance && entry.reason === asked.reason && (!asked.by || entry.by === asked.by));
				if (mine?.undo) {
					undo(mine);
				}
				else {
					note('Nothing was changed, so there is nothing to undo');
				}
			}
			catch (problem) {
				note(problem.message, {bad: true});
			}
		},
	};
}

const about = (instance) => ({namespace: instance.namespace, service: instance.name, instance: instance.id});

function patch(instance, title, text, button, done, change, fields) {
	ask({
		title, text, button, done, fields,
		...undoable(about(instance), 'override', async ({reason, by, ...values}) => {
			await send('PATCH', instancePath(instance.name, instance.id), inNamespace(instance),
				{...change(values), reason, by});
		}),
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
		...undoable(about(instance), 'clear-overrides', async ({reason, by}) => {
			await send('DELETE', instancePath(instance.name, instance.id) + '/overrides', {...inNamespace(instance), reason, by});
		}),
	});
}

export function drain(instance) {
	ask({
		title: `Drain ${named(instance)}`,
		text: 'Takes it out of routing, and waits until every consumer has acknowledged that. It lasts until its process starts anew, or you end it.',
		button: 'Drain',
		fields: [LIMIT],
		...undoable(about(instance), 'drain', async ({reason, by, limit}) => drained(await send('POST', instancePath(instance.name, instance.id) + '/drain',
			inNamespace(instance), {reason, by, limit}, ROOM_MS + millis(limit)))),
	});
}

export function endDrain(instance) {
	ask({
		title: `End the drain of ${named(instance)}`,
		text: 'Callers are sent there again.',
		button: 'End the drain',
		done: `${named(instance)} is drained no more`,
		...undoable(about(instance), 'end-drain', async ({reason, by}) => {
			await send('DELETE', instancePath(instance.name, instance.id) + '/drain', {...inNamespace(instance), reason, by});
		}),
	});
}

export function drainService(namespace, service, instances) {
	ask({
		title: `Drain all of ${service}`,
		text: `Takes ${plural(instances, 'instance')} out of routing: nobody will be able to call this service.`,
		button: 'Drain all',
		danger: true,
		fields: [LIMIT],
		...undoable({namespace, service}, 'drain', async ({reason, by, limit}) => drained(await send('POST', servicePath(service) + '/drain', {namespace},
			{reason, by, limit}, ROOM_MS + millis(limit)))),
	});
}

export function endServiceDrain(namespace, service) {
	ask({
		title: `End the drains of ${service}`,
		text: 'Callers are sent to all of its instances again that are not out for another reason.',
		button: 'End the drains',
		done: `${service} is drained no more`,
		...undoable({namespace, service}, 'end-drain', async ({reason, by}) => {
			await send('DELETE', servicePath(service) + '/drain', {namespace, reason, by});
		}),
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
	const target = [entry.service, entry.instance].filter(Boolean).join('/');
	ask({
		title: `Undo #${entry.number}`,
		text: `${entry.by} ${actionText(entry.action)} ${target}: “${entry.reason}”. Takes back that change, ${entry.before} → ${entry.after}; what was changed beside it since stays.`,
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
