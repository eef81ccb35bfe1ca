// The whole registry in numbers, and how they have gone lately.

import {html, useEffect, useRef, useState} from './view.js';
import uPlot from './lib/uplot.js';
import {get} from './api.js';
import {overview, useFeed, useObservable} from './live.js';
import {count, duration} from './text.js';

const HEIGHT = 84;

/** Labels tell minutes, so that there is one for a minute at most; in seconds. */
const MINUTES = [60, 120, 300, 600];

const NARROW = matchMedia('(max-width: 720px)');

const DARK = matchMedia('(prefers-color-scheme: dark)');

/** What is plotted: a title, the unit, and which of the server's samples, each in which colour. */
const PLOTS = [
	{title: 'Instances', unit: '', lines: [['instances', 'listed', '--quiet'], ['routable', 'routable', '--routable']]},
	{title: 'Heartbeats', unit: '/s', lines: [['heartbeats', 'per second', '--accent']]},
	{title: 'Pushes', unit: '/s', lines: [['pushes', 'per second', '--accent']]},
	{title: 'Propagation lag', unit: ' ms', lines: [['lag_ms', 'mean', '--accent'], ['lag_max_ms', 'max', '--draining']]},
];

export function Overview() {
	const numbers = useObservable(overview);
	return html`<section class="overview" aria-label="Overview">
		${numbers && html`<${Numbers} numbers=${numbers}/>`}
		<${Plots}/>
	</section>`;
}

function Numbers({numbers}) {
	const shown = [
		['Services', numbers.services, ''], ['Instances', numbers.instances, ''], ['Routable', numbers.routable, 'routable'],
		['Unhealthy', numbers.unhealthy, 'unhealthy'], ['Draining', numbers.draining, 'draining'],
		['Disabled', numbers.disabled, 'disabled'], ['Overridden', numbers.overridden, 'overridden'],
		['Held', numbers.held, 'held'], ['Sessions', numbers.sessions, ''], ['Watches', numbers.watches, ''],
	];
	return html`<dl class="numbers">
		${shown.filter(([, value]) => value !== undefined).map(([name, value, kind]) => html`<div class=${value ? kind : 'none'}>
			<dt>${name}</dt><dd>${count(value)}</dd></div>`)}
	</dl>`;
}

function Plots() {
	const [open, setOpen] = useState(!NARROW.matches);
	return html`<details class="plots" open=${open} onToggle=${(event) => setOpen(event.target.open)}>
		<summary>The last minutes</summary>
		${open && html`<${PlotRow}/>`}
	</details>`;
}

function PlotRow() {
	const feed = useFeed('plots', (signal) => get('dashboard/plots', {}, signal), {concerns: () => false, every: 4_000});
	const samples = feed.data?.samples ?? [];
	return html`<div class="plot-row">
		${PLOTS.map((plot) => html`<${Plot} key=${plot.title} plot=${plot} samples=${samples} loaded=${feed.data !== null}/>`)}
	</div>`;
}

function Plot({plot, samples, loaded}) {
	const known = samples.some((sample) => plot.lines.some(([name]) => sample[name] !== undefined));
	const last = samples.findLast((sample) => plot.lines.some(([name]) => sample[name] !== undefined));
	const now = last && plot.lines.map(([name, label]) => (last[name] === undefined) ? null
		: `${figure(last[name], plot.unit)}${plot.lines.length > 1 ? ` ${label}` : ''}`).filter(Boolean).join(', ');
	return html`<figure>
		<figcaption>${plot.title} <b>${now || ''}</b></figcaption>
		${known ? html`<${Chart} plot=${plot} samples=${samples}/>`
			: html`<p class="absent">${loaded ? 'not measured yet' : ''}</p>`}
	</figure>`;
}

function Chart({plot, samples}) {
	const place = useRef(null);
	const chart = useRef(null);
	const [dark, setDark] = useState(DARK.matches);
	useEffect(() => {
		const changed = () => setDark(DARK.matches);
		DARK.addEventListener('change', changed);
		return () => DARK.removeEventListener('change', changed);
	}, []);
	useEffect(() => {
		const made = new uPlot(options(plot, place.current), values(plot, samples), place.current);
		chart.current = made;
		const resized = new ResizeObserver(() => made.setSize({width: place.current.clientWidth, height: HEIGHT}));
		resized.observe(place.current);
		return () => {
			resized.disconnect();
			made.destroy();
		};
	}, [dark]);
	useEffect(() => chart.current.setData(values(plot, samples)), [samples]);
	return html`<div class="chart" ref=${place} aria-hidden="true"></div>`;
}

function options(plot, place) {
	const style = getComputedStyle(document.documentElement);
	const colour = (name) => style.getPropertyValue(name).trim();
	const axis = {stroke: colour('--quiet'), font: '10px system-ui, sans-serif', ticks: {show: false}};
	return {
		width: place.clientWidth, height: HEIGHT, padding: [6, 2, 0, 0], legend: {show: false},
		cursor: {show: false}, select: {show: false},
		scales: {y: {range: (chart, min, max) => [0, Math.max(1, (max ?? 0) * 1.15)]}},
		axes: [
			{...axis, grid: {show: false}, size: 18, space: 70, gap: 2, incrs: MINUTES, values: (chart, at) => at.map((each) => fits(chart, each) ? minutes(each) : '')},
			{...axis, grid: {stroke: colour('--line'), width: 1}, size: 34, space: 24, gap: 2, values: (chart, all) => all.map(short)},
		],
		series: [{}, ...plot.lines.map(([, label, name]) => ({label, stroke: colour(name), width: 1.5, spanGaps: true, points: {show: false}}))],
	};
}

/** Whether there is room for a label, the middle of which is at a time. */
function fits(chart, at) {
	const x = chart.valToPos(at, 'x');
	return x >= 16 && x <= chart.bbox.width / devicePixelRatio - 16;
}

function values(plot, samples) {
	return [samples.map(({at}) => at / 1000), ...plot.lines.map(([name]) => samples.map((sample) => sample[name] ?? null))];
}

const minutes = (at) => new Date(at * 1000).toTimeString().slice(0, 5);

const short = (value) => (value >= 10_000) ? `${value / 1000}k` : String(value);

const figure = (value, unit) => (unit === ' ms' && value >= 1000) ? `${count(round(value / 1000))} s` : `${count(round(value))}${unit}`;

const round = (value) => (value < 10) ? Math.round(value * 10) / 10 : Math.round(value);

export function Node({numbers}) {
	if (!numbers) {
		return null;
	}
	return html`<span class="node quiet" title="epoch ${numbers.epoch}, revision ${numbers.revision}">
		${numbers.node}, up ${duration(numbers.uptime_ms)}, revision ${numbers.revision}</span>`;
}
