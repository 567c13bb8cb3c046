import { toInstant } from '../../src/domain/instant.ts';
import type { Role } from './cast.ts';
import type { DeliveryRow, LedgerPages } from './ledger-pages.ts';
import { whyThen } from './reasons.ts';
import { reasonsOf } from './retell-invoice.ts';
import type { Entry, ToldInvoice } from './told.ts';
import type { World } from './world.ts';

interface Reading {
  readonly pages: LedgerPages;
  readonly invoices: readonly ToldInvoice[];
}

/** Every message that was requested for the customer, and the ones no step knows: the answer to a STOP. */
export function retellMessages(world: World, role: Role, reading: Reading): Entry[] {
  const own = reading.invoices.flatMap((invoice) =>
    reading.pages.deliveries(invoice.id).map((row) => toEntry(world, role, { ...reading, invoice, row })),
  );
  return [
    ...own,
    ...answersTo(world, role, new Set(own.map((entry) => ('text' in entry ? entry.text : '')))),
  ];
}

function toEntry(
  { smtp }: World,
  { firstFailureAt }: Role,
  { pages, invoice, row }: Reading & { readonly invoice: ToldInvoice; readonly row: DeliveryRow },
): Entry {
  const dueAt = invoice.steps.find(({ step }) => step === row.step)?.dueAt ?? null;
  const isMail = row.channel === 'email';
  const mail = isMail ? smtp?.mails.find(({ messageId }) => messageId.startsWith(`<${row.id}@`)) : undefined;
  return {
    kind: 'message',
    at: row.requested_at!,
    channel: isMail ? 'email' : 'whatsapp',
    step: row.step,
    invoiceId: invoice.id,
    subject: mail?.subject ?? null,
    text: mail?.text.trim() ?? row.message ?? '',
    state: row.state,
    why: whyThen({
      dueAt,
      sentAt: row.requested_at!,
      firstFailureAt: toInstant(firstFailureAt),
      reasons: reasonsOf(pages, invoice.id, row.step),
    }),
  };
}

function answersTo({ rapiwa }: World, { customer }: Role, known: ReadonlySet<string>): Entry[] {
  const digits = customer.whatsappPhone?.replace(/\D/g, '');
  return rapiwa.messages
    .filter(({ number, text, accepted }) => accepted && number === digits && !known.has(text))
    .map(({ at, text }) => ({
      kind: 'message',
      at,
      channel: 'whatsapp',
      step: 'answer',
      invoiceId: null,
      subject: null,
      text,
      state: 'sent',
      why: 'the answer to what the customer wrote',
    }));
}
