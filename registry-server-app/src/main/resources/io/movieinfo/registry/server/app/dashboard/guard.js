// What the mass-expiry guard does and holds.

import {html} from './view.js';
import {releaseGuard} from './actions.js';
import {get} from './api.js';
import {useFeed} from './live.js';
import {Problem} from './parts.js';
import {serviceHref} from './route.js';
import {count, duration, plural} from './text.js';

export function Guard() {
	const feed = useFeed('guard', (signal) => get('v1/guard', {}, signal), {every: 1_000, pause: 500});
	const guard = feed.data;
	return html`<section aria-labelledby="guard-title">
		<div class="bar-top">
			<h1 id="guard-title">Guard</h1>
			<span class="actions">${guard?.engaged && html`<button type="button" class="danger" onClick=${() => releaseGuard(guard.held)}>Release …</button>`}</span>
		</div>
		<${Problem} feed=${feed}/>
		${guard && html`
			<p class="verdict ${guard.engaged ? 'waiting' : 'settled'}">${guard.engaged
				? html`<b>Engaged</b> for ${duration(guard.for_ms)}: ${guard.reason}.`
				: html`<b>Not engaged.</b> Whoever falls silent is given up when its lease is over.`}</p>
			<p class="quiet">When very many fall silent together, the likelier explanation is that this server has lost its network. The guard then keeps them listed and routed as they were. What is proven dead is given up all the same.</p>
			<dl class="numbers few">
				<div><dt>Known</dt><dd>${count(guard.instances)}</dd></div>
				<div><dt>Lost without proof</dt><dd>${count(guard.lost)}</dd></div>
				<div><dt>May be lost</dt><dd>${count(guard.allowed)}</dd></div>
				<div class=${guard.held ? 'held' : ''}><dt>Held</dt><dd>${count(guard.held)}</dd></div>
			</dl>
			${elsewhere(guard) > 0 && html`<p>${plural(elsewhere(guard), 'instance')} ${guard.services.length ? 'of other services ' : ''}${elsewhere(guard) === 1 ? 'is' : 'are'} held for the sake of the whole registry: the <a href="#/services">services</a> say which.</p>`}
			${guard.services.length > 0 && html`<h2>Services at a limit of their own</h2><table>
				<thead><tr>
					<th scope="col">Service</th><th scope="col" class="number">Known</th><th scope="col" class="number">Lost</th>
					<th scope="col" class="number">May be lost</th><th scope="col" class="number">Held</th>
				</tr></thead>
				<tbody>${guard.services.map((each) => html`<tr key="${each.namespace}/${each.service}">
					<th scope="row"><a href=${serviceHref(each.namespace, each.service, {search: 'held'})}>${each.service}</a>${each.namespace !== 'default' && html` <span class="quiet">${each.namespace}</span>`}</th>
					<td class="number">${count(each.instances)}</td><td class="number">${count(each.lost)}</td>
					<td class="number">${count(each.allowed)}</td><td class="number held">${count(each.held)}</td>
				</tr>`)}</tbody>
			</table>`}`}
	</section>`;
}

/** How many are held that no service in the list accounts for. */
function elsewhere(guard) {
	return guard.held - guard.services.reduce((sum, {held}) => sum + held, 0);
}

/** Says on every page that the guard is engaged. */
export function GuardBanner({overview}) {
	if (!overview?.guard.engaged) {
		return null;
	}
	return html`<p class="banner guard"><span><b>The guard is engaged</b>${overview.guard.reason ? `: ${overview.guard.reason}` : ''}.
		${overview.held ? ` It holds ${plural(overview.held, 'instance')} that fell silent.` : ''}</span>
		<a href="#/guard">Guard</a></p>`;
}
