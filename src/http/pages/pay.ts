import Router from '@koa/router';
import type { Billing, InvoiceReading } from '../../ports/billing.ts';
import type { CardPortal } from '../../ports/card-portal.ts';
import type { RecoveryRecord } from '../../ports/ledger.ts';
import type { LinkLedger } from '../../ports/links.ts';
import type { Log } from '../../ports/log.ts';
import type { PerSource } from '../../ports/per-source.ts';
import { readDebt } from '../../ports/read-debt.ts';
import { visitorOf, type VisitLimit } from './limits.ts';
import { notALink, tooOften, type Page, type PageOwner } from './page.ts';
import { askForCard, cardSaved, nothingOpen, nowhereToPay, onItsWay, paid } from './pay-views.ts';
import { receiveVisit, type Admission, type Answer, type LinkContext, type LinkVisits } from './visit.ts';

export interface PayPageOptions {
  readonly owner: PageOwner;
  /** The reference a good link carries; null for any other token. */
  readonly readToken: (token: string) => string | null;
  readonly ledger: Pick<LinkLedger, 'findByPayRef'>;
  readonly billing: PerSource<Billing>;
  /** Of the sources that have one. */
  readonly portals: PerSource<CardPortal>;
  /** The public address of a path of ours, e.g. `pay/AQ…`. */
  readonly publicLink: (path: string) => string;
  readonly limits: { readonly visitor: VisitLimit; readonly link: VisitLimit };
  readonly log: Log;
}

/**
 * `GET /pay/:token` reads the debt and sends the visitor to the page it can be paid on now; nothing is changed by it, for
 * messengers open links to preview them. Where there is no such page, or with `?card`, it offers the processor's page for
 * payment details, which only the button's `POST` opens.
 */
export function createPayRouter(options: PayPageOptions): Router {
  const router = new Router();
  router.get('/pay/:token', (ctx: LinkContext) => visit(options, ctx, showDebt));
  router.post('/pay/:token', (ctx: LinkContext) => visit(options, ctx, openPortal));
  return router;
}

interface Visit {
  readonly token: string;
  readonly record: RecoveryRecord;
}

type Answering = (options: PayPageOptions, ctx: LinkContext, visit: Visit) => Promise<Answer>;

function visit(options: PayPageOptions, ctx: LinkContext, answer: Answering): Promise<void> {
  const { owner, log } = options;
  const visits: LinkVisits<Visit> = {
    owner,
    admit: (context) => admit(options, context),
    noteUnreadable: ({ record }, err) =>
      log.warn({ debtId: record.input.debtId, err }, 'pay_link.processor_unreadable'),
  };
  return receiveVisit(visits, ctx, (admitted) => answer(options, ctx, admitted));
}

async function admit(options: PayPageOptions, ctx: LinkContext): Promise<Admission<Visit>> {
  const { owner, readToken, ledger, limits } = options;
  if (!(await limits.visitor.admit(visitorOf(ctx)))) return refuse(ctx, owner);
  const token = ctx.params['token'] ?? '';
  const payRef = readToken(token);
  const record = payRef === null ? null : await ledger.findByPayRef(payRef);
  if (payRef === null || !record) return { kind: 'refused', page: notALink(owner) };
  if (!(await limits.link.admit(payRef))) return refuse(ctx, owner);
  return { kind: 'admitted', visit: { token, record } };
}

function refuse(ctx: LinkContext, owner: PageOwner): Admission<never> {
  ctx.set('Retry-After', '600');
  return { kind: 'refused', page: tooOften(owner) };
}

async function showDebt(options: PayPageOptions, ctx: LinkContext, { record }: Visit): Promise<Answer> {
  const { owner, portals, log } = options;
  const { source, debtId } = record.input;
  if (ctx.query['card'] === 'saved') return cardSaved(owner);
  const debt = await readDebt(options.billing, record.input);
  log.info({ debtId, standing: debt.standing }, 'pay_link.opened');
  const settled = nothingToPay(owner, debt);
  if (settled) return settled;
  const wantsCard = ctx.query['card'] !== undefined;
  if (debt.payUrl !== null && !wantsCard) return { redirectTo: new URL(debt.payUrl).href };
  const hasPortal = portals[source] !== undefined && customerOf(record, debt) !== null;
  return hasPortal ? askForCard(owner) : nowhereToPay(owner);
}

/** Opens the processor's page for payment details. What is open is paid when the processor tells of the new card. */
async function openPortal(
  options: PayPageOptions,
  _ctx: LinkContext,
  { record, token }: Visit,
): Promise<Answer> {
  const { owner, portals, publicLink } = options;
  const debt = await readDebt(options.billing, record.input);
  const settled = nothingToPay(owner, debt);
  if (settled) return settled;
  const customerId = customerOf(record, debt);
  const portal = portals[record.input.source];
  if (!portal || customerId === null) return nowhereToPay(owner);
  const returnUrl = publicLink(`pay/${token}`);
  const opened = await portal.open({ customerId, returnUrl, doneUrl: `${returnUrl}?card=saved` });
  return { redirectTo: new URL(opened).href };
}

/** Null where it can be paid: also what was written off can. */
function nothingToPay(owner: PageOwner, { standing, isBeingPaid }: InvoiceReading): Page | null {
  if (isBeingPaid) return onItsWay(owner);
  if (standing === 'paid') return paid(owner);
  return standing === 'open' || standing === 'uncollectible' ? null : nothingOpen(owner);
}

function customerOf({ input }: RecoveryRecord, debt: InvoiceReading): string | null {
  return input.customerId ?? debt.customerId;
}
