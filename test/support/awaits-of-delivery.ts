import type { Hold } from '../simulators/index.ts';
import type { Held } from './holdable-postgres.ts';
import type { KillableService } from './killable-service.ts';
import type { AnyDebtor, Debtor, MailDebtor } from './providers.ts';

type HoldThere<Of = Debtor> = (service: KillableService, debtor: Of) => Hold;

const database =
  (leg: Held['leg'], sql: RegExp): HoldThere =>
  ({ postgres }, { invoiceId }) =>
    postgres.hold({ leg, sql, about: invoiceId });

/**
 * Everything that `deliver-step` waits for on its way to a message, in its order, and how to keep it waiting there. Reads
 * that differ from one of these in nothing but their table are left out: each held one costs the worker a connection
 * of its twelve.
 */
const AWAITS = {
  'reading earlier deliveries': database('statement', /^select \* from "deliveries"/),
  'reading the standing in the ledger': database('statement', /from standings .* as standing$/s),
  'reading the customer': ({ providers }, { customerId }) =>
    providers.stripe.holdAnswer(`/v1/customers/${customerId}`),
  'reading the invoice': ({ providers }, { invoiceId }) =>
    providers.stripe.holdAnswer(`/v1/invoices/${invoiceId}`),
  'asking for an opt-out': database('statement', /^select "phone_hash" from "opt_outs"/),
  'taking its turn': database('statement', /^\s*insert into conversations\s/),
  'planning the delivery': database('statement', /^\s*insert into deliveries\s/),
  'reserving a slot': database('statement', /^insert into "send_slots"/),
  'checking the number': ({ providers }, { number }) => providers.rapiwa.holdCheck(number),
  'taking the licence': database('statement', /^\s*update deliveries d\s/),
  'being granted the licence': database('answer', /^\s*update deliveries d\s/),
  'asking Rapiwa': holdRequest,
  'recording the answer': database('statement', /^update "deliveries" set "state"/),
  'hearing that the answer is recorded': database('answer', /^update "deliveries" set "state"/),
  'noting the status for the CRM': database('statement', /^update "recoveries" set "crm_status"/),
  'telling the CRM': ({ crm }, { invoiceId }) => crm.holdAnswer(invoiceId),
} as const satisfies Record<string, HoldThere>;

/** What else it waits for where the customer is written to by e-mail. */
const MAIL_AWAITS = {
  'asking the mail server': ({ providers: { smtp } }, { address }) => smtp.holdAnswer(address),
} as const satisfies Record<string, HoldThere<MailDebtor>>;

export type Await = keyof typeof AWAITS | keyof typeof MAIL_AWAITS;
export const ALL_AWAITS = [...Object.keys(AWAITS), ...Object.keys(MAIL_AWAITS)] as Await[];

/** A recovery whose delivery will wait there, once its payment has failed. */
export function toWaitAt(at: Await, service: KillableService): { debtor: AnyDebtor; hold: Hold } {
  if (isOfMail(at)) {
    const debtor = service.providers.anInvoiceByMail();
    return { debtor, hold: MAIL_AWAITS[at](service, debtor) };
  }
  const debtor = service.providers.anInvoice();
  return { debtor, hold: AWAITS[at](service, debtor) };
}

function isOfMail(at: Await): at is keyof typeof MAIL_AWAITS {
  return at in MAIL_AWAITS;
}

/** Whoever waits there keeps a lock for which all others wait: it must be the last to come. */
export const LAST_TO_COME: Await = 'reserving a slot';

/** Accepted, and unanswered. */
function holdRequest({ providers: { rapiwa } }: KillableService, { number, untilMessages }: Debtor): Hold {
  rapiwa.setAnswer('held', { times: 1, to: number });
  return { reached: untilMessages(1).then(() => undefined), release: () => void rapiwa.release() };
}
