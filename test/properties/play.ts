import { recoveryWorkflowId } from '../../src/domain/ids.ts';
import { toInstant } from '../../src/domain/instant.ts';
import { parsePhone } from '../../src/domain/phone.ts';
import type { InboxEntry } from '../../src/ports/inbox.ts';
import { contentOf } from '../../src/webhooks/content.ts';
import { createStripeSource } from '../../src/webhooks/sources/stripe/source.ts';
import type { StripeEvent } from '../simulators/stripe/resources.ts';
import { createAgenda, type Agenda } from './agenda.ts';
import { createJournal, type Journal } from './journal.ts';
import type { Happening, Scenario } from './scenario.ts';
import { startService, type Ground, type Service } from './service.ts';

/** A Monday, inside the contact window. */
export const START_MS = Date.UTC(2026, 10, 23, 10);
const HOUR_MS = 3_600_000;

/** One debt of a scenario, as the simulators know it. */
export interface PlayedDebt {
  readonly debtId: string;
  readonly customerId: string;
  readonly subscriptionId: string;
  readonly currency: string;
}

export interface Played {
  readonly journal: Journal;
  readonly debts: readonly PlayedDebt[];
  readonly service: Service;
}

interface Stage {
  readonly ground: Ground;
  readonly agenda: Agenda;
  readonly journal: Journal;
  readonly service: Service;
  readonly debts: readonly PlayedDebt[];
  readonly disputes: { id: string; debtId: string; isOpen: boolean }[];
  events: number;
}

/** Filled while something is played: the simulators tell its time. */
export interface PlayersClock {
  agenda: Agenda | null;
}

let people = 0;

/** Plays a scenario to its end: until every run is closed and every zombie has finished. */
export async function play(ground: Ground, scenario: Scenario, clock: PlayersClock): Promise<Played> {
  const agenda = createAgenda(START_MS);
  clock.agenda = agenda;
  const journal = createJournal(agenda.now);
  const service = startService({ ground, scenario, agenda, journal });
  const debts = prepare(ground, scenario);
  const stage: Stage = { ground, agenda, journal, service, debts, disputes: [], events: 0 };
  for (const index of debts.keys()) happenAt(stage, { what: 'failed', debt: index, hour: 0, arrivals: [0] });
  for (const happening of scenario.happenings) happenAt(stage, happening);
  try {
    while (await agenda.next());
    await service.finish();
    while (await agenda.next());
  } finally {
    await service.temporal.close();
  }
  return { journal, debts, service };
}

function prepare({ stripe }: Ground, { customers, debts }: Scenario): PlayedDebt[] {
  people += 1;
  const numbers = [0, 1].map((which) => `+1415${String(2_000_000 + people * 2 + which)}`);
  const created = customers.map(({ number }) =>
    stripe.createCustomer({ name: 'Maria Silva', whatsappPhone: numbers[number]!, timeZone: 'UTC' }),
  );
  return debts.map(({ customer, plan, amount, currency }) => {
    const owner = created[customer % created.length]!;
    const subscription = `sub_${people}_${owner.id}_${plan}_${currency}`;
    const invoice = stripe.createInvoice({ customer: owner.id, amount, currency, subscription });
    return { debtId: invoice.id, customerId: owner.id, subscriptionId: subscription, currency };
  });
}

function happenAt(stage: Stage, happening: Happening): void {
  stage.agenda.at(START_MS + happening.hour * HOUR_MS, 'outside', () => happen(stage, happening));
}

async function happen(stage: Stage, happening: Happening): Promise<void> {
  const debt = stage.debts[happening.debt % stage.debts.length]!;
  stage.journal.add({ kind: 'note', text: `${happening.what}: ${debt.debtId}` });
  const words = await wordsOf(stage, happening.what, debt);
  for (const hours of happening.arrivals) {
    for (const word of words) {
      if (hours === 0) await word();
      else stage.agenda.at(stage.agenda.now() + hours * HOUR_MS, 'outside', word);
    }
  }
}

/** A word that reaches us, once for each arrival. */
type Word = () => Promise<void>;

/** Changes the world, and returns what would be told of it. Nothing where it cannot happen any more. */
async function wordsOf(stage: Stage, what: Happening['what'], debt: PlayedDebt): Promise<Word[]> {
  const { ground, service } = stage;
  const { stripe } = ground;
  const { debtId, customerId, subscriptionId } = debt;
  const invoice = stripe.state.invoices[debtId];
  const owner = stripe.state.customers[customerId];
  const isPayable = invoice?.status === 'open' || invoice?.status === 'uncollectible';
  const workflowId = recoveryWorkflowId({ source: 'stripe', debtId });
  const staff = { actor: 'ana', reason: 'asked for' };
  switch (what) {
    case 'failed':
      return isPayable ? [webhook(stage, stripe.failInvoice(debtId))] : [];
    case 'action required':
      return isPayable ? [webhook(stage, stripe.requireAction(debtId))] : [];
    case 'paid':
      return isPayable ? closing(stage, 'paid', stripe.payInvoice(debtId)) : [];
    case 'paid by part':
      if (isPayable && invoice.amount_remaining > 500) stripe.payPartly(debtId, 500);
      return [];
    case 'voided':
      return isPayable ? closing(stage, 'void', [stripe.voidInvoice(debtId)]) : [];
    case 'uncollectible':
      return invoice?.status === 'open'
        ? closing(stage, 'uncollectible', [stripe.markUncollectible(debtId)])
        : [];
    case 'deleted':
      return invoice?.status === 'open' ? closing(stage, 'deleted', [stripe.deleteInvoice(debtId)]) : [];
    case 'subscription ended':
      return [webhook(stage, stripe.cancelSubscription(subscriptionId))];
    case 'cancelled for non-payment':
      return [webhook(stage, stripe.cancelSubscription(subscriptionId, 'payment_failed'))];
    case 'dispute opened':
    case 'dispute closed':
      return dispute(stage, debt, what === 'dispute opened');
    case 'STOP':
      return stop(stage, debt);
    case 'number removed':
    case 'number given':
      if (owner && 'metadata' in owner)
        stripe.updateCustomer(customerId, {
          whatsappPhone: what === 'number given' ? `+1415${3_000_000 + people}` : '',
        });
      return [];
    case 'paused':
      return [() => told(service.temporal.update(workflowId, 'pauseRecovery', staff))];
    case 'resumed':
      return [() => told(service.temporal.update(workflowId, 'resumeRecovery', staff))];
    case 'sent now':
      return [() => told(service.temporal.update(workflowId, 'sendNextStepNow', staff))];
    case 'cancelled by staff':
      return [() => told(service.temporal.update(workflowId, 'cancelRecovery', staff))];
    case 'cancelled in the Web UI':
      return [() => told(service.temporal.cancel(workflowId))];
  }
}

async function told(telling: Promise<boolean>): Promise<void> {
  await telling;
}

function closing(stage: Stage, standing: string, [first, ...more]: readonly StripeEvent[]): Word[] {
  if (!first) return [];
  stage.journal.add({ kind: 'closed', debtId: String(first.data.object['id']), standing });
  return [first, ...more].map((event) => webhook(stage, event));
}

const source = createStripeSource({ secrets: [], mode: 'test' });

/** What our endpoint makes of a webhook, without its signature: read, committed, handed over. */
function webhook(stage: Stage, event: StripeEvent): Word {
  const body = JSON.stringify(event);
  const content = contentOf(source.reread(body));
  return async () => {
    if (content) await commit(stage, { eventId: event.id, type: event.type, body, content });
  };
}

async function commit(stage: Stage, entry: Omit<InboxEntry, 'source' | 'receivedAt'>): Promise<void> {
  const { ground, agenda, journal, service } = stage;
  await ground.inbox.append([{ ...entry, source: 'stripe', receivedAt: toInstant(agenda.now()) }]);
  for (const fact of factsOf(stage, entry.content)) journal.add(fact);
  await service.relay();
}

function factsOf({ debts }: Stage, content: InboxEntry['content']) {
  if (content.kind !== 'event') return [];
  const { event } = content;
  if (event.kind === 'payment_failed') return [{ kind: 'failure told', debtId: event.debt.debtId } as const];
  if (event.kind === 'invoice_closed')
    return [{ kind: 'told', debtId: event.debt.debtId, standing: event.standing } as const];
  if (event.kind !== 'subject_closed' || event.standing !== 'subscription_ended') return [];
  const { subject } = event.subject;
  const its = debts.filter(({ subscriptionId }) => subject === `subscription:${subscriptionId}`);
  return its.map(({ debtId }) => ({ kind: 'told', debtId, standing: event.standing }) as const);
}

/** As its look-up leaves it: which invoice a payment pays is the look-up's own test. */
function dispute(stage: Stage, { debtId }: PlayedDebt, isOpen: boolean): Word[] {
  const { disputes, agenda } = stage;
  stage.events += 1;
  if (isOpen) disputes.push({ id: `dp_${debtId}_${stage.events}`, debtId, isOpen });
  const found = disputes.findLast((one) => one.debtId === debtId);
  if (!found) return [];
  const eventId = `evt_${found.id}_${stage.events}`;
  const debt = { source: 'stripe', debtId } as const;
  const event = {
    kind: 'dispute_changed',
    eventId,
    at: toInstant(agenda.now()),
    debt,
    disputeId: found.id,
    isOpen,
  } as const;
  return [
    () => commit(stage, { eventId, type: 'charge.dispute', body: '{}', content: { kind: 'event', event } }),
  ];
}

/** The opt-out row is the law; the signal that goes to the open recoveries of the number may be lost. */
async function stop(
  { ground, agenda, journal, service, debts }: Stage,
  { customerId }: PlayedDebt,
): Promise<Word[]> {
  const { deps, stripe } = ground;
  const numberOf = (id: string) => {
    const owner = stripe.state.customers[id];
    return owner && 'metadata' in owner ? (owner.metadata['whatsapp_phone'] ?? '') : '';
  };
  const number = numberOf(customerId);
  const phone = parsePhone(number, null);
  if (!phone) return [];
  await deps.ledger.recordOptOut(deps.hashPhone(phone), 'reply STOP', toInstant(agenda.now()));
  journal.add({ kind: 'stopped', number: number.replace(/\D/g, '') });
  const its = debts.filter((debt) => numberOf(debt.customerId) === number);
  return its.map(({ debtId }) => () => {
    const workflowId = recoveryWorkflowId({ source: 'stripe', debtId });
    return told(service.temporal.signal(workflowId, 'contactOptedOut', { at: toInstant(agenda.now()) }));
  });
}
