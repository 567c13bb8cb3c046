import { listenToDevice, renderDevice } from './device.js';
import { element, setText } from './dom.js';
import { renderInboxes } from './inboxes.js';
import { listenToReplies, renderPhone } from './phone.js';
import { renderCountdowns, renderRecoveries } from './recoveries.js';
import { changesBetween } from './spoken.js';
import { scaleText } from './timing.js';

const POLL_MS = 1000;
const list = document.querySelector('#recoveries');
const notice = document.querySelector('#notice');

let view = null;
let selected = null;
let clockOffsetMs = 0;
let actionProblem = null;

const act = {
  select(customer) {
    selected = customer;
    render();
  },
  async pay(invoice, button) {
    button.disabled = true;
    await command('pay', { invoice });
    await refresh();
    // The button goes away with the payment; the focus should not.
    if (document.activeElement === document.body) list.querySelector('.selected .name')?.focus();
  },
};

document.querySelector('#fail').addEventListener('submit', async (event) => {
  event.preventDefault();
  const sample = document.querySelector('#sample').value;
  const failed = await command('fail', sample === '' ? {} : { sample });
  if (failed) selected = failed.customer;
  await refresh();
});

listenToReplies(async (text) => {
  const sent = await command('reply', { customer: selected, text });
  await refresh();
  return sent !== null;
});

listenToDevice(async (device) => {
  await command('device', device);
  await refresh();
});

async function command(verb, body) {
  try {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`/sandbox/${verb}`, { method: 'POST', headers, body: JSON.stringify(body) });
    const answer = await response.json();
    actionProblem = response.ok ? null : answer.error;
    return response.ok ? answer : null;
  } catch {
    // Polling finds out by itself whether the sandbox is gone, and says so.
    actionProblem = 'The sandbox did not answer.';
    return null;
  }
}

let latestRequest = 0;

async function refresh() {
  const request = ++latestRequest;
  const next = await readState();
  if (request !== latestRequest) return;
  if (next === null) return showNotice('The sandbox is not running. Start it again with npm start.');
  const spoken = changesBetween(view, next);
  view = next;
  clockOffsetMs = Date.parse(view.now) - Date.now();
  selected ??= view.recoveries[0]?.customer ?? null;
  if (spoken.length > 0) setText(document.querySelector('#spoken'), spoken.join(' '));
  showNotice(problemOf(view));
  render();
}

async function readState() {
  try {
    const response = await fetch('/sandbox/state');
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

function problemOf(state) {
  if (actionProblem) return actionProblem;
  if (state.webhooksWaiting > 0) {
    const count = state.webhooksWaiting === 1 ? '1 webhook waits' : `${state.webhooksWaiting} webhooks wait`;
    return `${count} for the server at ${state.serverUrl}; Stripe keeps trying.`;
  }
  if (state.recoveries.some(({ reading }) => reading === 'unreachable')) {
    return 'Temporal or the worker does not answer at the moment. Nothing is lost; the list is from before.';
  }
  return null;
}

let shownSince = null;

/** Short hiccups, such as a webhook in flight, are not worth a line. */
function showNotice(text) {
  if (text === null) shownSince = null;
  else shownSince ??= Date.now();
  const isLasting = text !== null && (text === actionProblem || Date.now() - shownSince > 2 * POLL_MS);
  notice.hidden = !isLasting;
  if (isLasting) setText(notice, text);
}

function render() {
  if (view === null) return;
  const customer = view.customers.find(({ id }) => id === selected) ?? null;
  renderPhone(view, customer);
  renderDevice(view.device);
  renderInboxes(view);
  renderRecoveries(list, view.recoveries, { selected, act });
  renderCountdowns(list, Date.now() + clockOffsetMs);
  document.querySelector('#empty').hidden = view.recoveries.length > 0;
  setText(document.querySelector('#scale'), scaleText(view.dayLengthMs));
  renderSamples();
  renderLinks();
}

function renderSamples() {
  const select = document.querySelector('#sample');
  if (select.options.length > 1) return;
  select.append(...view.samples.map(({ key, label }) => element('option', { value: key }, label)));
}

function renderLinks() {
  const place = document.querySelector('#links');
  if (place.childElementCount > 0) return;
  const links = [
    [`${view.serverUrl}/readyz`, 'Health'],
    ...(view.temporalUiUrl ? [[view.temporalUiUrl, 'Temporal']] : []),
  ];
  place.append(
    ...links.map(([href, text]) =>
      element('a', { href, target: '_blank', rel: 'noopener noreferrer' }, text),
    ),
  );
}

async function poll() {
  if (!document.hidden) await refresh();
  setTimeout(poll, POLL_MS);
}

setInterval(() => renderCountdowns(list, Date.now() + clockOffsetMs), 250);
void poll();
