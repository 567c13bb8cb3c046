import Router from '@koa/router';
import { toInstant } from '../../domain/instant.ts';
import { parsePhone, type Phone } from '../../domain/phone.ts';
import type { Billing, FoundCustomer } from '../../ports/billing.ts';
import type { Log } from '../../ports/log.ts';
import { ofSource, type PerSource } from '../../ports/per-source.ts';
import type { ConsentLedger, CustomerRef, WhatsappContacts } from '../../ports/whatsapp-consent.ts';
import { visitorOf, type VisitLimit } from './limits.ts';
import { notALink, tooOften, type Page, type PageOwner } from './page.ts';
import { EMPTY_FORM, readPhoneForm, regionOf, wordingsOf, type Problem } from './phone-form.ts';
import { alreadyThere, askForPhone, saved } from './phone-views.ts';
import { isFromElsewhere, readForm } from './read-form.ts';
import { receiveVisit, type Admission, type Answer, type LinkContext, type LinkVisits } from './visit.ts';

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

/**
 * `/phone/:token`: a customer adds a WhatsApp number for account notices, with consent in words and unticked boxes. The
 * link is what gives the right; a number that is there already is neither shown nor replaced by it.
 */
export function createPhoneRouter(options: PhonePageOptions): Router {
  const router = new Router();
  router.get('/phone/:token', (ctx: LinkContext) => visit(options, ctx, showForm));
  router.post('/phone/:token', (ctx: LinkContext) => visit(options, ctx, takeForm));
  return router;
}

interface Visit {
  readonly ref: CustomerRef;
  readonly customer: FoundCustomer;
}
type Answering = (options: PhonePageOptions, ctx: LinkContext, visit: Visit) => Promise<Answer>;

/** A page of its own: loading it again sends nothing again. */
const SAVED: Answer = { redirectTo: '?saved' };

function visit(options: PhonePageOptions, ctx: LinkContext, answer: Answering): Promise<void> {
  const { owner, billing, log } = options;
  const visits: LinkVisits<CustomerRef> = {
    owner,
    admit: (context) => admit(options, context),
    noteUnreadable: ({ customerId }, err) => log.warn({ customerId, err }, 'phone_page.processor_unreadable'),
  };
  return receiveVisit(visits, ctx, async (ref) => {
    const customer = await ofSource(billing, ref.source).readCustomer(ref.customerId);
    return customer.kind === 'deleted' ? notALink(owner) : answer(options, ctx, { ref, customer });
  });
}

async function admit(options: PhonePageOptions, ctx: LinkContext): Promise<Admission<CustomerRef>> {
  const { owner, readToken, contacts, limits, origin } = options;
  if (!(await limits.visitor.admit(visitorOf(ctx)))) return refused(tooOften(owner));
  const ref = readToken(ctx.params['token'] ?? '');
  const isForged = ctx.method === 'POST' && isFromElsewhere(ctx, origin);
  if (ref && !(await limits.link.admit(`${ref.source}:${ref.customerId}`))) return refused(tooOften(owner));
  if (!ref || !contacts[ref.source] || isForged) return refused(notALink(owner));
  return { kind: 'admitted', visit: ref };
}

function refused(page: Page): Admission<never> {
  return { kind: 'refused', page };
}

async function showForm({ owner }: PhonePageOptions, ctx: LinkContext, { customer }: Visit): Promise<Page> {
  if (customer.whatsappPhone !== null) return 'saved' in ctx.query ? saved(owner) : alreadyThere(owner);
  const country = customer.country ?? regionOf(ctx.get('Accept-Language'));
  return askForPhone(owner, { form: { ...EMPTY_FORM, country: country?.toUpperCase() ?? '' }, problems: [] });
}

async function takeForm(
  options: PhonePageOptions,
  ctx: LinkContext,
  { ref, customer }: Visit,
): Promise<Answer> {
  const { owner, log } = options;
  const fields = await readForm(ctx);
  const { form, phone, problems } = readPhoneForm(fields ?? new URLSearchParams());
  if (phone === null || problems.length > 0) return askForPhone(owner, { form, problems: sure(problems) });
  const known = customer.whatsappPhone;
  // The same again is a second click; another one would send an account's notices elsewhere.
  if (known !== null && parsePhone(known, customer.country) !== phone) return alreadyThere(owner);
  await keep(options, ref, { phone, offers: form.offers });
  log.info({ customerId: ref.customerId, offers: form.offers }, 'phone_page.saved');
  return SAVED;
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
