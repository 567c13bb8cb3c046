import { isConfirmed } from '../domain/delivery.ts';
import { toInstant } from '../domain/instant.ts';
import type { DeliveryRecord, RecoveryRecord } from '../ports/ledger.ts';
import type { Confirmation, Deferred } from '../workflows/activity-contract.ts';
import { noteBlocked } from './channel-gate.ts';
import type { ActivityDeps } from './deps.ts';
import { readDebt } from './look-at-invoice.ts';
import { awaitPace, findPhone, outsideWindow, type Reachable } from './reach-customer.ts';
import { sendOnce, type SendOnceResult } from './send-once.ts';
import { settleInterrupted } from './settle-interrupted.ts';
import { printable } from './write-message.ts';

export interface Confirming {
  readonly record: RecoveryRecord;
  /** What the payment did to access. */
  readonly access: 'unchanged' | 'restored' | 'still_suspended' | 'ended' | 'none';
}

/**
 * Thanks a customer who was asked and has paid: the only message allowed after payment, sent at most once.
 * Null when none is owed or none can be sent: a thank-you is not worth a hold.
 */
export async function confirmPayment(
  deps: ActivityDeps,
  confirming: Confirming,
): Promise<Confirmation | Deferred | null> {
  const { input } = confirming.record;
  const deliveries = await deps.ledger.deliveriesOf(input);
  if (!deliveries.some(({ step, state }) => step !== 'confirmation' && isConfirmed(state))) return null;
  const earlier = await settleInterrupted(deps, input, 'confirmation');
  if (earlier && earlier.state !== 'planned') return toConfirmation(earlier);
  const beganAt = toInstant(await deps.clock());
  const customer = await readPayer(deps, confirming.record);
  const reachable = customer && (await findPhone(deps, confirming.record, customer));
  if (!reachable || (await deps.ledger.isOptedOut(reachable.phoneHash))) return null;
  return (await outsideWindow(deps)) ?? thank(deps, confirming, { ...reachable, ...customer, beganAt });
}

async function readPayer(deps: ActivityDeps, { input }: RecoveryRecord) {
  const billing = deps.billing[input.source];
  const invoice = await readDebt(billing, input);
  const customerId = input.customerId ?? invoice.customerId;
  const customer = customerId ? await billing.readCustomer(customerId) : null;
  return customer?.kind === 'found' ? { customer, invoice } : null;
}

type Payer = NonNullable<Awaited<ReturnType<typeof readPayer>>>;

async function thank(
  deps: ActivityDeps,
  { record, access }: Confirming,
  to: Reachable & Payer & { readonly beganAt: string },
): Promise<Confirmation | Deferred | null> {
  const delivery = await deps.ledger.planDelivery({
    debt: record.input,
    step: 'confirmation',
    channel: 'whatsapp',
    phoneHash: to.phoneHash,
    now: to.beganAt,
  });
  if (await deps.ledger.isChannelBlocked(deps.device)) return null;
  const queued = await awaitPace(deps, delivery.id);
  if (queued) return queued;
  const message = deps.renderer.render({
    ...printable(deps.policy, to.customer),
    template: 'confirmation',
    access,
  });
  const sending = {
    delivery,
    phone: to.phone,
    message,
    rereadAt: to.beganAt,
    needsOpenInvoice: false,
    isStillAllowed: () => Promise.resolve(true),
  };
  const result = await sendOnce(deps, sending);
  if (result.kind === 'blocked') await noteBlocked(deps, result.why, null);
  return resultOf(result);
}

function resultOf(result: SendOnceResult): Confirmation | Deferred | null {
  if (result.kind === 'sent' || result.kind === 'unknown') {
    return { channel: 'whatsapp', state: result.kind, at: result.at };
  }
  return result.kind === 'rate_limited' ? { kind: 'deferred', until: result.until, why: 'governor' } : null;
}

function toConfirmation({ channel, state, at }: DeliveryRecord): Confirmation {
  return { channel, state, at };
}
