import { assertNever } from '../domain/assert-never.ts';
import { CATALOG, chooseLocale, languageOf } from './catalog.ts';
import { formatDate, formatList, formatMoment, formatMoney } from './format.ts';
import { createEngine, loadTemplates } from './load-templates.ts';
import { personalName, singleLine, webLink } from './plain-text.ts';
import type { RenderedMessage, RenderRequest } from './request.ts';

/** Writes messages. Pure: the same request gives the same text. */
export interface Renderer {
  /** Throws a `RangeError` without a business name, and an `Error` of the template engine on a faulty text. */
  render(request: RenderRequest): RenderedMessage;
}

/**
 * Loads all texts now, so that a faulty one is found before the first message.
 * @param folder where the language folders are, ending in `/`
 */
export function createRenderer(folder: URL = new URL('./templates/', import.meta.url)): Renderer {
  const engine = createEngine();
  const templates = loadTemplates(engine, folder);
  return {
    render(request) {
      const locale = chooseLocale([request.locale]);
      const language = languageOf(locale);
      const template = templates[language].get(request.template)!;
      const text = engine.renderSync(template, variablesOf(request, locale)) as string;
      return {
        template: request.template,
        class: CATALOG[request.template].class,
        language,
        text: tidy(text),
      };
    },
  };
}

function variablesOf(request: RenderRequest, locale: string): Record<string, unknown> {
  const dateOf = (at: string) => formatDate(at, { zone: request.zone, locale });
  switch (request.template) {
    case 'first_notice':
      return { ...askingToPay(request, locale), decline: request.decline ?? 'generic' };
    case 'suspension':
      return askingToPay(request, locale);
    case 'second_notice':
      return {
        ...askingToPay(request, locale),
        tried_again: request.chargeAttempts >= 2,
        decline: request.decline ?? 'generic',
        access_ends_on: dateOf(request.accessEndsAt),
      };
    case 'final_notice':
      return { ...askingToPay(request, locale), suspended_on: dateOf(request.suspendAt) };
    case 'order_notice':
      return {
        ...askingToPay(request, locale),
        order_number: singleLine(request.orderNumber),
        expires_at: formatMoment(request.expiresAt, { zone: request.zone, locale }),
      };
    case 'suspension_with_offer':
      return {
        ...askingToPay(request, locale),
        offer_percent: request.offer.percent,
        offer_code: singleLine(request.offer.code),
        offer_expires_on: dateOf(request.offer.expiresAt),
      };
    case 'confirmation':
      return { ...common(request), access: request.access };
    default:
      return assertNever(request);
  }
}

function askingToPay(
  request: Exclude<RenderRequest, { template: 'confirmation' }>,
  locale: string,
): Record<string, unknown> {
  return {
    ...common(request),
    amount: formatMoney(request.amount, locale),
    pay_url: webLink(request.payUrl),
    open_invoices: request.together?.invoices ?? 1,
    open_totals: formatList(
      (request.together?.totals ?? []).map((total) => formatMoney(total, locale)),
      locale,
    ),
    subscription: request.subscription ?? 'kept',
  };
}

function common(request: RenderRequest): Record<string, unknown> {
  const businessName = singleLine(request.businessName);
  if (businessName === '')
    throw new RangeError('no message without the name of the business: set BUSINESS_NAME');
  return {
    business_name: businessName,
    customer_name: personalName(request.customerName),
    support_contact: singleLine(request.supportContact ?? '') || null,
  };
}

/** Parts that were left out leave blank lines behind; one between paragraphs is enough. */
function tidy(text: string): string {
  return text
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
