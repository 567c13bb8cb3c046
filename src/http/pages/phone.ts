import Router from '@koa/router';
import type { Context } from 'koa';
import { toInstant } from '../../domain/instant.ts';
import { parsePhone, type Phone } from '../../domain/phone.ts';
import type { Billing, CustomerReading } from '../../ports/billing.ts';
import type { Log } from '../../ports/log.ts';
import { ofSource, type PerSource } from '../../ports/per-source.ts';
import { ProviderError } from '../../ports/provider-error.ts';
import type { ConsentLedger, CustomerRef, WhatsappContacts } from '../../ports/whatsapp-consent.ts';
import { visitorOf, type VisitLimit } from './limits.ts';
import { keepPrivate, notALink, notNow, showPage, tooOften, type Page, type PageOwner } from './page.ts';
import { EMPTY_FORM, readPhoneForm, regionOf, wordingsOf, type Problem } from './phone-form.ts';
import { alreadyThere, askForPhone, saved } from './phone-views.ts';
import { isFromElsewhere, readForm } from './read-form.ts';

export interface PhonePageOptions {
  readonly owner: PageOwner;
  /** The customer a good link was made for; null for any other token. */
  readonly readToken: (token: string) => CustomerRef | null;
  readonly billing: PerSource<Billing>;
  /** Of the sources that can keep a number. */
  readonly contacts: PerSource<WhatsappContacts>;
  readonly ledger: Pick<ConsentLedger, 'recordGivenConsent'>;
  readonly hashPhone: (phone: Phone) => string;
  /** The origin under which customers see us, e.g. `https://pay.example`. */
  readonly origin: string;
  readonly limits: { readonly visitor: VisitLimit; readonly link: VisitLimit };
  readonly log: Log;
  readonly now: () => number;
}

type PhoneContext = Context & { params: Record<string, string> };

/**
 * `/phone/:token`: a customer adds a WhatsApp number for account notices, with consent in words and unticked boxes. The
 * link is what gives the right; a number that is there already is neither shown nor replaced by it.
 */
export function createPhoneRouter(options: PhonePageOptions): Router {
  const router = new Router();
  router.get('/phone/:token', (ctx: PhoneContext) => visit(options, ctx, showForm));
  router.post('/phone/:token', (ctx: PhoneContext) => visit(options, ctx, takeForm));
  return router;
}

type Customer = Extract<CustomerReading, { kind: 'found' }>;
interface Visit {
  readonly ref: CustomerRef;
  readonly customer: Customer;
}
type Answer = (options: PhonePageOptions, ctx: PhoneContext, visit: Visit) => Promise<Page | 'saved'>;

async function visit(options: PhonePageOptions, ctx: PhoneContext, answer: Answer): Promise<void> {
  const { owner, log } = options;
  keepPrivate(ctx);
  // As of payment links: machines that ask whether there is something learn nothing.
  if (ctx.method === 'HEAD') {
    ctx.status = 200;
    return;
  }
  const admitted = await admit(options, ctx);
  if ('status' in admitted) return showPage(ctx, owner, admitted);
  try {
    const customer = await ofSource(options.billing, admitted.source).readCustomer(admitted.customerId);
    if (customer.kind === 'deleted') return showPage(ctx, owner, notALink(owner));
    const next = await answer(options, ctx, { ref: admitted, customer });
    if (next !== 'saved') return showPage(ctx, owner, next);
    // A page of its own: loading it again sends nothing again.
    ctx.status = 303;
    ctx.redirect('?saved');
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    log.warn({ customerId: admitted.customerId, err: error }, 'phone_page.processor_unreadable');
    ctx.set('Retry-After', '60');
    showPage(ctx, owner, notNow(owner));
  }
}

async function admit(options: PhonePageOptions, ctx: PhoneContext): Promise<CustomerRef | Page> {
  const { owner, readToken, contacts, limits, origin } = options;
  if (!(await limits.visitor.admit(visitorOf(ctx)))) return tooOften(owner);
  const ref = readToken(ctx.params['token'] ?? '');
  const isForged = ctx.method === 'POST' && isFromElsewhere(ctx, origin);
  if (ref && !(await limits.link.admit(`${ref.source}:${ref.customerId}`))) return tooOften(owner);
  return ref && contacts[ref.source] && !isForged ? ref : notALink(owner);
}

async function showForm({ owner }: PhonePageOptions, ctx: PhoneContext, { customer }: Visit): Promise<Page> {
  if (customer.whatsappPhone !== null) return 'saved' in ctx.query ? saved(owner) : alreadyThere(owner);
  const country = customer.country ?? regionOf(ctx.get('Accept-Language'));
  return askForPhone(owner, { form: { ...EMPTY_FORM, country: country?.toUpperCase() ?? '' }, problems: [] });
}

async function takeForm(
  options: PhonePageOptions,
  ctx: PhoneContext,
  { ref, customer }: Visit,
): Promise<Page | 'saved'> {
  const { owner, log } = options;
  const fields = await readForm(ctx);
  const { form, phone, problems } = readPhoneForm(fields ?? new URLSearchParams());
  if (phone === null || problems.length > 0) return askForPhone(owner, { form, problems: sure(problems) });
  const known = customer.whatsappPhone;
  // The same again is a second click; another one would send an account's notices elsewhere.
  if (known !== null && parsePhone(known, customer.country) !== phone) return alreadyThere(owner);
  await keep(options, ref, { phone, offers: form.offers });
  log.info({ customerId: ref.customerId, offers: form.offers }, 'phone_page.saved');
  return 'saved';
}

function sure(problems: readonly Problem[]): readonly Problem[] {
  return problems.length > 0 ? problems : ['phone_missing'];
}

/** The consent first: it was given, whatever becomes of the rest. All of it may be repeated. */
async function keep(
  { owner, ledger, contacts, hashPhone, now }: PhonePageOptions,
  ref: CustomerRef,
  { phone, offers }: { readonly phone: Phone; readonly offers: boolean },
): Promise<void> {
  const said = wordingsOf(owner);
  await ledger.recordGivenConsent({
    customer: ref,
    phoneHash: hashPhone(phone),
    notices: `phone page: ${said.notices}`,
    offers: { isGiven: offers, wording: `phone page: ${said.offers}` },
    now: toInstant(now()),
  });
  await ofSource(contacts, ref.source).save({ customerId: ref.customerId, phone, offers });
}
