import { element, renderKeyed } from './dom.js';
import { untilText } from './timing.js';

const STEP_NAMES = {
  first_notice: 'First notice',
  second_notice: 'Second notice',
  final_notice: 'Final notice',
  suspension: 'Suspension',
};

const STATE_NAMES = {
  planned: 'planned',
  next: 'next',
  skipped: 'skipped',
  not_needed: 'not needed',
  sending: 'sending',
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  rejected: 'not taken',
  unknown: 'answer lost',
};

const OUTCOMES = {
  recovered: ['Recovered', 'good'],
  recovered_late: ['Recovered late', 'good'],
  lapsed: ['Lapsed unpaid', 'ended'],
  expired: ['Expired', 'ended'],
  voided: ['Voided', 'ended'],
  uncollectible: ['Uncollectible', 'ended'],
  subscription_ended: ['Subscription ended', 'ended'],
  cancelled: ['Cancelled', 'ended'],
};

const HOLDS = {
  staff: 'held by staff',
  dispute: 'held: the payment is disputed',
  promise: 'held: the customer promised to pay',
  reply: 'held: the customer replied',
  channel: 'held: WhatsApp is not available',
  final_notice_unconfirmed: 'held: the final notice is not confirmed',
  no_channel: 'held: no way to reach the customer',
};

/** @param act `{ select(customerId), pay(invoiceId) }` */
export function renderRecoveries(list, recoveries, { selected, act }) {
  const items = recoveries.map((recovery) => ({
    key: recovery.invoice,
    content: { ...recovery, isSelected: recovery.customer === selected },
  }));
  renderKeyed(list, items, (recovery) => card(recovery, act));
}

function card(recovery, act) {
  const [badgeText, badgeTone] = badge(recovery);
  return element('li', { class: `recovery ${recovery.isSelected ? 'selected' : ''}` }, [
    element('div', { class: 'who' }, [
      element(
        'button',
        {
          class: 'name',
          type: 'button',
          'data-focus': 'name',
          'aria-pressed': String(recovery.isSelected),
          title: `Show ${recovery.customerName}’s phone`,
          onclick: () => act.select(recovery.customer),
        },
        recovery.customerName,
      ),
      element('span', { class: 'number' }, recovery.number ?? recovery.invoice),
    ]),
    element('strong', { class: 'amount' }, recovery.amount),
    element('span', { class: `badge ${badgeTone}` }, badgeText),
    element('ol', { class: 'steps', 'aria-label': 'Steps' }, recovery.steps.map(stepItem)),
    element('div', { class: 'foot' }, [
      element(
        'span',
        { class: 'countdown', 'data-phrase': nextPhrase(recovery), 'data-at': recovery.nextStepAt },
        '',
      ),
      temporalLink(recovery),
      payButton(recovery, act),
    ]),
  ]);
}

function stepItem(step) {
  const name = STEP_NAMES[step.id] ?? step.id;
  const state = STATE_NAMES[step.state] ?? step.state;
  return element('li', { class: `step ${step.state}`, title: `${name}: ${state}` }, [
    element('span', { class: 'dot', 'aria-hidden': 'true' }),
    element('span', { class: 'day-label' }, `day ${step.day}`),
    element('span', { class: 'step-name' }, name),
    element('span', { class: 'step-state' }, state),
  ]);
}

function badge(recovery) {
  if (recovery.outcome) return OUTCOMES[recovery.outcome] ?? [recovery.outcome, 'ended'];
  if (recovery.hold) return ['On hold', 'held'];
  if (recovery.reading === 'starting' || recovery.reading === 'unread') return ['Starting', 'quiet'];
  if (recovery.currentStep === null) return ['No answer', 'held'];
  if (recovery.access === 'suspended') return ['Suspended', 'bad'];
  return ['Open', 'open'];
}

/** What the foot says; `%` stands for the time that is left. */
function nextPhrase(recovery) {
  if (recovery.outcome)
    return recovery.invoiceStatus === 'paid' ? 'paid, nothing more is sent' : 'nothing more is sent';
  if (recovery.invoiceStatus === 'paid') return 'paid, closing';
  if (recovery.hold) return HOLDS[recovery.hold] ?? `held: ${recovery.hold}`;
  if (recovery.reading === 'unreachable') return 'the worker does not answer';
  if (!recovery.nextStepAt) return 'the webhook is on its way';
  const step = recovery.steps.find((candidate) => candidate.id === recovery.currentStep);
  return step ? `day ${step.day} in %` : 'still payable, closes in %';
}

/** Called often: only the text of the countdowns changes. */
export function renderCountdowns(list, nowMs) {
  for (const node of list.querySelectorAll('.countdown')) {
    const { phrase, at } = node.dataset;
    const left = at ? Date.parse(at) - nowMs : 0;
    const text = left > 0 ? phrase.replace('%', untilText(left)) : phrase.replace('in %', 'now');
    if (node.textContent !== text) node.textContent = text;
  }
}

function temporalLink(recovery) {
  if (!recovery.temporalUrl || recovery.reading === 'starting') return null;
  const attributes = {
    href: recovery.temporalUrl,
    target: '_blank',
    rel: 'noopener noreferrer',
    'data-focus': 'temporal',
    'aria-label': `${recovery.customerName}, ${recovery.number}: sequence in Temporal`,
  };
  return element('a', attributes, 'Sequence in Temporal');
}

function payButton(recovery, act) {
  if (recovery.invoiceStatus !== 'open') return null;
  const attributes = {
    class: 'pay',
    type: 'button',
    'data-focus': 'pay',
    'aria-label': `Pay ${recovery.amount} for ${recovery.customerName}`,
    onclick: (event) => act.pay(recovery.invoice, event.currentTarget),
  };
  return element('button', attributes, 'Pay');
}
