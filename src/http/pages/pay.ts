import Router from '@koa/router';
import type { Context } from 'koa';
import type { Billing, InvoiceReading } from '../../ports/billing.ts';
import type { CardPortal } from '../../ports/card-portal.ts';
import type { RecoveryRecord } from '../../ports/ledger.ts';
import type { LinkLedger } from '../../ports/links.ts';
import type { Log } from '../../ports/log.ts';
import { ofSource, type PerSource } from '../../ports/per-source.ts';
import { ProviderError } from '../../ports/provider-error.ts';
import { visitorOf, type VisitLimit } from './limits.ts';
import { keepPrivate, notALink, notNow, showPage, tooOften, type Page, type PageOwner } from './page.ts';
import { askForCard, cardSaved, nothingOpen, nowhereToPay, paid } from './pay-views.ts';

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

type PayContext = Context & { params: Record<string, string> };

/**
 * `GET /pay/:token` reads the debt and sends the visitor to the page it can be paid on now; nothing is changed by it, for
 * messengers open links to preview them. Where there is no such page, or with `?card`, it offers the processor's page for
 * payment details, which only the button's `POST` opens.
 */
export function createPayRouter(options: PayPageOptions): Router {
  const router = new Router();
  router.get('/pay/:token', (ctx: PayContext) => visit(options, ctx, showDebt));
  router.post('/pay/:token', (ctx: PayContext) => visit(options, ctx, openPortal));
  return router;
}

interface Visit {
  readonly token: string;
  readonly record: RecoveryRecord;
}

type Answer = (options: PayPageOptions, ctx: PayContext, visit: Visit) => Promise<Page | URL>;

async function visit(options: PayPageOptions, ctx: PayContext, answer: Answer): Promise<void> {
  const { owner, log } = options;
  keepPrivate(ctx);
  // Asked by machines that only want to know whether there is something: there is, for any token.
  if (ctx.method === 'HEAD') {
    ctx.status = 200;
    return;
  }
  const admitted = await admit(options, ctx);
  if ('status' in admitted) return showPage(ctx, owner, admitted);
  try {
    const next = await answer(options, ctx, admitted);
    if (!(next instanceof URL)) return showPage(ctx, owner, next);
    ctx.status = 303;
    ctx.redirect(next.href);
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    log.warn({ debtId: admitted.record.input.debtId, err: error }, 'pay_link.processor_unreadable');
    ctx.set('Retry-After', '60');
    showPage(ctx, owner, notNow(owner));
  }
}

async function admit(options: PayPageOptions, ctx: PayContext): Promise<Visit | Page> {
  const { owner, readToken, ledger, limits } = options;
  if (!(await limits.visitor.admit(visitorOf(ctx)))) return refuse(ctx, owner);
  const token = ctx.params['token'] ?? '';
  const payRef = readToken(token);
  const record = payRef === null ? null : await ledger.findByPayRef(payRef);
  if (payRef === null || !record) return notALink(owner);
  return (await limits.link.admit(payRef)) ? { token, record } : refuse(ctx, owner);
}

function refuse(ctx: PayContext, owner: PageOwner): Page {
  ctx.set('Retry-After', '600');
  return tooOften(owner);
}

async function showDebt(options: PayPageOptions, ctx: PayContext, { record }: Visit): Promise<Page | URL> {
  const { owner, portals, log } = options;
  const { source, debtId } = record.input;
  if (ctx.query['card'] === 'saved') return cardSaved(owner);
  const debt = await readNow(options, record);
  log.info({ debtId, standing: debt.standing }, 'pay_link.opened');
  if (debt.standing === 'paid') return paid(owner);
  // What was written off can still be paid.
  if (debt.standing !== 'open' && debt.standing !== 'uncollectible') return nothingOpen(owner);
  const wantsCard = ctx.query['card'] !== undefined;
  if (debt.payUrl !== null && !wantsCard) return new URL(debt.payUrl);
  const hasPortal = portals[source] !== undefined && customerOf(record, debt) !== null;
  return hasPortal ? askForCard(owner) : nowhereToPay(owner);
}

/** Opens the processor's page for payment details. What is open is paid when the processor tells of the new card. */
async function openPortal(
  options: PayPageOptions,
  _ctx: PayContext,
  { record, token }: Visit,
): Promise<Page | URL> {
  const { owner, portals, publicLink } = options;
  const debt = await readNow(options, record);
  if (debt.standing === 'paid') return paid(owner);
  if (debt.standing !== 'open' && debt.standing !== 'uncollectible') return nothingOpen(owner);
  const customerId = customerOf(record, debt);
  const portal = portals[record.input.source];
  if (!portal || customerId === null) return nowhereToPay(owner);
  const returnUrl = publicLink(`pay/${token}`);
  return new URL(await portal.open({ customerId, returnUrl, doneUrl: `${returnUrl}?card=saved` }));
}

function readNow({ billing }: PayPageOptions, { input }: RecoveryRecord): Promise<InvoiceReading> {
  const source = ofSource(billing, input.source);
  return input.kind === 'order' ? source.readOrder(input.debtId) : source.readInvoice(input.debtId);
}

function customerOf({ input }: RecoveryRecord, debt: InvoiceReading): string | null {
  return input.customerId ?? debt.customerId;
}
