import type { IsoInstant } from './instant.ts';

/** Why a recovery waits although its next step may be due. */
export const HOLD_KINDS = [
  'staff',
  'dispute',
  'promise',
  'reply',
  'channel',
  'final_notice_unconfirmed',
  'no_channel',
] as const;
export type HoldKind = (typeof HOLD_KINDS)[number];

/** A hold lasts until its instant, or until somebody releases it when `until` is null. */
export interface Hold {
  readonly kind: HoldKind;
  readonly until: IsoInstant | null;
}

/** Holds that a customer's reply may begin. */
export const REPLY_HOLDS = ['reply', 'promise', 'dispute'] as const;
export type ReplyHoldKind = (typeof REPLY_HOLDS)[number];
export type ReplyHold = Hold & { readonly kind: ReplyHoldKind };
