import { toInstant } from '../domain/instant.ts';
import type { Billing } from '../ports/billing.ts';
import { ofSource, type PerSource } from '../ports/per-source.ts';
import type { CustomerRef } from '../ports/whatsapp-consent.ts';
import type { VerbAnswer } from './answer.ts';
import { UsageError } from './command.ts';

export interface PhoneLinking {
  readonly billing: PerSource<Billing>;
  /** A signed link for this customer. */
  readonly linkTo: (customer: CustomerRef, expiresMs: number) => string;
  readonly nowMs: number;
}

const LINK_DAYS = 30;

/** Links to `/phone/…` for those customers who have no WhatsApp number at their source: CSV, without personal data. */
export async function makePhoneLinks(
  { billing, linkTo, nowMs }: PhoneLinking,
  customers: readonly CustomerRef[],
): Promise<VerbAnswer> {
  const expiresMs = nowMs + LINK_DAYS * 86_400_000;
  const links: { source: string; customerId: string; link: string }[] = [];
  for (const customer of customers) {
    const { source, customerId } = customer;
    const reading = await ofSource(billing, source).readCustomer(customerId);
    if (reading.kind === 'deleted' || reading.whatsappPhone !== null) continue;
    links.push({ source, customerId, link: linkTo(customer, expiresMs) });
  }
  const goodUntil = toInstant(expiresMs).slice(0, 10);
  const rows = links.map(({ source, customerId, link }) => [source, customerId, link, goodUntil].join(','));
  return { text: ['source,customer_id,link,good_until', ...rows].join('\n'), data: { goodUntil, links } };
}

const CUSTOMER = /^(?:acct_\w+:)?cus_\w+$/;

/**
 * Customers of a list: one id a line, or a CSV whose first column it is, with or without a heading.
 * Throws a `UsageError` naming the first line that is neither.
 */
export function readCustomers(file: string, text: string): readonly CustomerRef[] {
  const ids = text.split(/\r?\n/).map((line) => (line.split(',')[0] ?? '').trim().replace(/^"|"$/g, ''));
  const found = ids.flatMap((id, index) => {
    if (id === '' || (index === 0 && !CUSTOMER.test(id))) return [];
    if (CUSTOMER.test(id)) return [id];
    throw new UsageError(
      `${file}, line ${index + 1}: "${id}" is no customer id; write e.g. cus_TQb7v1mYpZ0c4K`,
    );
  });
  return [...new Set(found)].map((customerId) => ({ source: 'stripe', customerId }));
}
