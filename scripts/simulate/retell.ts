import { contactPlace } from '../../src/domain/contact-place.ts';
import { toEpochMs, toInstant } from '../../src/domain/instant.ts';
import { parsePhone } from '../../src/domain/phone.ts';
import type { Role } from './cast.ts';
import type { SimulatedCustomer } from './customer.ts';
import { readLedger, type LedgerPages } from './ledger-pages.ts';
import type { Played } from './played.ts';
import { retellInvoice } from './retell-invoice.ts';
import { retellMessages } from './retell-messages.ts';
import { SCENARIOS } from './scenarios.ts';
import type { Entry, Told, ToldCustomer, ToldInvoice } from './told.ts';

/** Reads what happened from the ledger and from the providers' own records, as the sandbox and staff would. */
export async function retell(all: readonly Played[]): Promise<Told> {
  const customers: ToldCustomer[] = [];
  const staff: Told['staff'][number][] = [];
  for (const played of all) {
    const pages = await readLedger(played.world);
    customers.push(...played.roles.map((role) => retellCustomer(played, role, pages)));
    const { scenario } = played.roles[0]!.customer;
    const whose = SCENARIOS[scenario].trouble ? scenario : null;
    staff.push(...played.world.staff.map((told) => ({ scenario: whose, ...told })));
  }
  return { businessName: all[0]?.world.config.businessName ?? '', customers, staff };
}

function retellCustomer({ world, happened }: Played, role: Role, pages: LedgerPages): ToldCustomer {
  const { customer, invoiceIds } = role;
  const invoices = invoiceIds.map((id, index) => retellInvoice(pages, { id, ...customer.invoices[index]! }));
  const timeline = [
    ...factsOf(role, invoices),
    ...happened
      .filter(({ customerId }) => customerId === null || customerId === role.customerId)
      .map(({ at, text }): Entry => ({ kind: 'fact', at, text })),
    ...retellMessages(world, role, { pages, invoices }),
    ...repliesOf(world.rapiwa.state.replies, customer),
  ];
  return {
    name: customer.name,
    scenario: customer.scenario,
    zone: zoneOf(customer, world.config.timeZone),
    country: customer.country,
    locale: customer.locale,
    firstFailureAt: toInstant(role.firstFailureAt),
    invoices,
    timeline: timeline.sort((one, other) => toEpochMs(one.at) - toEpochMs(other.at)),
  };
}

/** As production finds it: the same code. */
function zoneOf(
  { timeZone, country, state, postalCode, whatsappPhone }: SimulatedCustomer,
  fallback: string,
): string {
  const phone = whatsappPhone ? parsePhone(whatsappPhone, country) : null;
  return contactPlace({ timeZone, country, state, postalCode, phone }, fallback).zones[0];
}

function factsOf({ firstFailureAt }: Role, invoices: readonly ToldInvoice[]): Entry[] {
  const failed = invoices.length > 1 ? `${invoices.length} payments fail` : 'The payment fails';
  const facts: Entry[] = [{ kind: 'fact', at: toInstant(firstFailureAt), text: failed }];
  const add = (at: string | null, text: string): void => {
    const same = facts.some((fact) => fact.kind === 'fact' && fact.text === text);
    if (at && !same) facts.push({ kind: 'fact', at, text });
  };
  for (const { suspendedAt, endedAt, outcome } of invoices) {
    add(suspendedAt, 'Access is suspended');
    add(endedAt, `The recovery ends: ${outcome?.replaceAll('_', ' ')}`);
  }
  return facts;
}

function repliesOf(
  replies: readonly { readonly at: string; readonly from: string; readonly text: string }[],
  { whatsappPhone }: SimulatedCustomer,
): Entry[] {
  const digits = whatsappPhone?.replace(/\D/g, '');
  return replies.filter(({ from }) => from === digits).map(({ at, text }) => ({ kind: 'reply', at, text }));
}
