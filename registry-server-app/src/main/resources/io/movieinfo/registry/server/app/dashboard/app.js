// The dashboard: where everything is put together.

import {html, render, useEffect, useReducer, useState} from './view.js';
import {Audit} from './audit.js';
import {Dialogs} from './dialog.js';
import {Events} from './events.js';
import {Guard, GuardBanner} from './guard.js';
import {connection, nextTry, overview, retryNow, start, useObservable} from './live.js';
import {Node} from './overview.js';
import {useRoute} from './route.js';
import {Service} from './service.js';
import {Services} from './services.js';
import {clock, duration} from './text.js';

const PAGES = [['services', 'Services'], ['events', 'Events'], ['guard', 'Guard'], ['audit', 'Audit']];

function App() {
	const {parts, query} = useRoute();
	const link = useObservable(connection);
	const numbers = useObservable(overview);
	const [help, setHelp] = useState(false);
	const [page = 'services', namespace, service, id] = parts;
	useKeys(() => setHelp(true));
	useEffect(() => {
		document.title = [id, service, PAGES.find(([name]) => name === page)?.[1], 'Registry'].filter(Boolean).join(' · ');
	}, [page, service, id]);

	return html`
		<a class="skip" href="#main" onClick=${(event) => {
			event.preventDefault();
			document.querySelector('main').focus();
		}}>To the content</a>
		<header class="top">
			<a class="brand" href="#/services"><svg viewBox="0 0 32 32" aria-hidden="true"><path d="M16 16 8.5 9M16 16l8-6.5M16 16l-1 9"/><circle cx="16" cy="16" r="4.2"/><circle cx="8" cy="8.6" r="2.9"/><circle cx="24.3" cy="9.2" r="2.9"/><circle cx="14.8" cy="25.2" r="2.9"/></svg>Registry</a>
			<nav aria-label="Pages">${PAGES.map(([name, label]) => html`<a href="#/${name}" aria-current=${name === page ? 'page' : undefined}>${label}</a>`)}</nav>
			<${Node} numbers=${numbers}/>
			<${Link} link=${link}/>
			<button type="button" class="plain" aria-label="Keyboard" title="Keyboard (?)" onClick=${() => setHelp(true)}>?</button>
		</header>
		<${Away} link=${link}/>
		<${GuardBanner} overview=${numbers}/>
		<main id="main" tabindex="-1" class=${link.state === 'live' ? '' : 'stale'}>
			${page === 'services' && !service && html`<${Services} key=${query.namespace} query=${query}/>`}
			${page === 'services' && service && html`<${Service} key=${`${namespace}/${service}`} ...${{namespace, service, id, query}}/>`}
			${page === 'events' && html`<${Events}/>`}
			${page === 'guard' && html`<${Guard}/>`}
			${page === 'audit' && html`<${Audit}/>`}
			${!PAGES.some(([name]) => name === page) && html`<p class="empty">There is no such page. <a href="#/services">Services</a></p>`}
		</main>
		${help && html`<${Help} close=${() => setHelp(false)}/>`}
		<${Dialogs}/>`;
}

/** Whether what is shown is live. */
function Link({link}) {
	const told = {live: 'live', connecting: 'connecting', away: 'disconnected', paused: 'paused'}[link.state];
	return html`<span class="link ${link.state}" role="status"><i aria-hidden="true"></i>${told}</span>`;
}

/** Says what this page does not know. */
function Away({link}) {
	const [, again] = useReducer((n) => n + 1, 0);
	useEffect(() => {
		if (link.state === 'away') {
			const timer = setInterval(again, 500);
			return () => clearInterval(timer);
		}
		return undefined;
	}, [link.state]);
	if (link.state !== 'away') {
		return null;
	}
	const at = nextTry();
	const next = at && at > Date.now() + 500 ? `Trying again in ${duration(at - Date.now())}.` : 'Trying again …';
	return html`<p class="banner away" role="alert">
		<span><b>Disconnected since ${clock(link.since)}.</b> ${link.asOf ? `Showing the state of ${clock(link.asOf)}; what has happened since is not known here.`
			: 'Nothing is known yet.'} <span aria-hidden="true">${next}</span></span>
		<button type="button" onClick=${retryNow}>Try now</button>
	</p>`;
}

const KEYS = [
	['/', 'search'], ['Enter', 'in the search: open the first row'], ['↓ ↑', 'from row to row'],
	['Esc', 'empty the search, close an instance or a dialog'], ['1 … 4', PAGES.map(([, label]) => label).join(', ')], ['?', 'this'],
];

function useKeys(help) {
	useEffect(() => {
		const pressed = (event) => {
			if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, select, textarea, dialog')) {
				return;
			}
			if (event.key === '/') {
				event.preventDefault();
				const search = document.querySelector('main .search');
				search?.focus();
				search?.select();
			}
			else if (event.key === '?') {
				help();
			}
			else if (/^[1-4]$/.test(event.key)) {
				location.hash = `#/${PAGES[Number(event.key) - 1][0]}`;
			}
		};
		addEventListener('keydown', pressed);
		return () => removeEventListener('keydown', pressed);
	}, []);
}

function Help({close}) {
	return html`<dialog ref=${(dialog) => dialog && !dialog.open && dialog.showModal()} aria-labelledby="help-title" onClose=${close}>
		<form method="dialog">
			<h2 id="help-title">Keyboard</h2>
			<dl class="keys">${KEYS.map(([key, does]) => html`<dt><kbd>${key}</kbd></dt><dd>${does}</dd>`)}</dl>
			<p class="quiet">All of it is also an API: <a href="api">/api</a></p>
			<div class="buttons"><button type="submit" class="primary">Close</button></div>
		</form>
	</dialog>`;
}

start();
render(html`<${App}/>`, document.getElementById('app'));
