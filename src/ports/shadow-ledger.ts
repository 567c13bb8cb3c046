import type { Channel, DeliveryStep } from '../domain/delivery.ts';
import type { DebtRef } from '../domain/ids.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { LicenceAnswer, SendingLicence } from './ledger.ts';

/** A message that was not sent, because of shadow mode. */
export interface ShadowMessage {
  readonly debt: DebtRef;
  readonly step: DeliveryStep;
  readonly channel: Channel;
  readonly text: string;
  readonly at: IsoInstant;
}

export interface ShadowLedger {
  /** Records what would be sent now, under the conditions of a licence; the first record of a step stays. */
  recordShadow(licence: SendingLicence): Promise<'shadowed' | Exclude<LicenceAnswer, 'granted' | 'shadow'>>;
  /** Steps of this debt that were shown instead of being sent. */
  shadowStepsOf(debt: DebtRef): Promise<readonly DeliveryStep[]>;
  isShadow(debt: DebtRef): Promise<boolean>;
  /** Every one, in the order of time. */
  listShadow(): Promise<readonly ShadowMessage[]>;
}
