// Asks who does something and why, does it, and says how it went.

import {html, useLayoutEffect, useRef, useState} from './view.js';
import {Observable, useObservable} from './live.js';

const NAME = 'registry.by';

const SHOWN_MS = 12_000;

/** The action that is asked about, or null. */
const asked = new Observable(null);

/** What was done lately: {key, text, bad, undo}. */
const notes = new Observable([]);

/**
 * Asks about an action.
 *
 * @param action `title`, `text` (what it comes to), `button`, `danger`, `fields` ({name, label, value, type, hint}),
 * `reason` (what to begin with), `act(values)`, which does it and may return a text, `undo()`, which returns the action
 * that undoes it
 */
export function ask(action) {
	asked.set({...action, key: Math.random()});
}

export function note(text, {bad = false, undo = null} = {}) {
	const key = Math.random();
	notes.set([...notes.value.slice(-3), {key, text, bad, undo}]);
	setTimeout(() => forget(key), SHOWN_MS);
}

export function Dialogs() {
	const action = useObservable(asked);
	return html`
		${action && html`<${ActionDialog} key=${action.key} action=${action}/>`}
		<${Notes}/>`;
}

function forget(key) {
	notes.set(notes.value.filter((each) => each.key !== key));
}

function Notes() {
	const shown = useObservable(notes);
	return html`<div class="notes" role="status" aria-live="polite">
		${shown.map(({key, text, bad, undo}) => html`<p key=${key} class=${bad ? 'bad' : ''}>
			<span>${text}</span>
			${undo && html`<button type="button" onClick=${() => {
				forget(key);
				undo();
			}}>Undo …</button>`}
			<button type="button" class="plain" aria-label="Dismiss" onClick=${() => forget(key)}>×</button>
		</p>`)}
	</div>`;
}

function ActionDialog({action}) {
	const dialog = useRef(null);
	const [values, setValues] = useState(() => ({
		...Object.fromEntries((action.fields ?? []).map(({name, value = ''}) => [name, value])),
		reason: action.reason ?? '',
		by: remembered(),
	}));
	const [problem, setProblem] = useState(null);
	const [busy, setBusy] = useState(false);
	// before anybody sees it, so that what is typed goes nowhere else
	useLayoutEffect(() => {
		dialog.current.showModal();
		dialog.current.querySelector('input')?.focus();
	}, []);
	useLayoutEffect(() => {
		dialog.current.querySelector('[aria-invalid=true]')?.focus();
	}, [problem]);

	const fields = [...(action.fields ?? []), {name: 'reason', label: 'Reason', hint: 'Kept in the audit log.'},
		{name: 'by', label: 'Your name', hint: 'Remembered in this browser. Without it your address is kept.'}];
	// the server judges what is typed: a field that it names is marked, anything else is said below
	const field = fields.find(({name}) => problem?.field === name || problem?.field?.startsWith(name + '.'));

	function closed() {
		// this is told a moment after the dialog has closed, when the next may be asked already
		if (asked.value?.key === action.key) {
			asked.set(null);
		}
	}

	async function submit(event) {
		event.preventDefault();
		if (busy) {
			return;
		}
		setBusy(true);
		setProblem(null);
		remember(values.by.trim());
		try {
			const text = await action.act({...values, by: values.by.trim() || undefined});
			// gives the focus back to where it was
			dialog.current?.close();
			note(text ?? action.done ?? 'Done', {undo: action.undo});
		}
		catch (refused) {
			setProblem(refused);
			setBusy(false);
		}
	}

	return html`<dialog ref=${dialog} aria-labelledby="dialog-title" onClose=${closed}
		onKeyDown=${(event) => event.stopPropagation()}>
		<form method="dialog" novalidate onSubmit=${submit}>
			<h2 id="dialog-title">${action.title}</h2>
			${action.text && html`<p class="quiet">${action.text}</p>`}
			${fields.map((each) => html`<${Field} key=${each.name} ...${each} value=${values[each.name]}
				problem=${each === field ? problem : null}
				onInput=${(value) => setValues((all) => ({...all, [each.name]: value}))}/>`)}
			${problem && !field && html`<p class="problem" role="alert">${problem.message}</p>`}
			<div class="buttons">
				<button type="button" onClick=${() => dialog.current.close()}>Cancel</button>
				<button type="submit" class=${action.danger ? 'danger' : 'primary'} disabled=${busy}>${busy ? 'Working …' : action.button}</button>
			</div>
		</form>
	</dialog>`;
}

function Field({name, label, value, hint, list, problem, inputMode, onInput}) {
	const id = `field-${name}`;
	return html`<div class="field">
		<label for=${id}>${label}</label>
		<input id=${id} name=${name} value=${value} inputMode=${inputMode} autocomplete="off" spellcheck=${false}
			list=${list ? `${id}-list` : undefined} aria-invalid=${problem ? 'true' : undefined}
			aria-describedby="${id}-hint" onInput=${(event) => onInput(event.target.value)}/>
		${list && html`<datalist id="${id}-list">${list.map((each) => html`<option value=${each}/>`)}</datalist>`}
		<p id="${id}-hint" class=${problem ? 'problem' : 'quiet'} role=${problem ? 'alert' : undefined}>${problem ? problem.message : hint}</p>
	</div>`;
}

function remembered() {
	try {
		return localStorage.getItem(NAME) ?? '';
	}
	catch {
		// a browser may be told to keep nothing
		return '';
	}
}

function remember(name) {
	try {
		if (name) {
			localStorage.setItem(NAME, name);
		}
		else {
			localStorage.removeItem(NAME);
		}
	}
	catch {
		// as above
	}
}
