import type { StepId } from './sequence.ts';

export type { Channel } from './channel.ts';

/** What a delivery is for: a step of the sequence, or the thanks after payment (`confirmation`). */
export type DeliveryStep = StepId;

/**
 * One message on one channel. `sending` is written just before the request; who finds it there later cannot know
 * whether the request went out, and settles it as `unknown`.
 */
export const DELIVERY_STATES = [
  'planned',
  'sending',
  'sent',
  'delivered',
  'read',
  'rejected',
  'unknown',
] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** True when the provider has confirmed that it took the message. */
export function isConfirmed(state: DeliveryState): boolean {
  return state === 'sent' || state === 'delivered' || state === 'read';
}
