import { textOrNull } from '../../domain/text-or-null.ts';
import type { Billing, CustomerReading, InvoiceReading } from '../../ports/billing.ts';
import { ProviderError } from '../../ports/provider-error.ts';
import { createPaddleReader, type PaddleClientOptions, type PaddleReader } from './client.ts';
import { standingOf, toInvoiceReading } from './readings.ts';
import { addressesAnswer, customerAnswer, subscriptionAnswer, transactionAnswer } from './schemas.ts';

/**
 * `GET /transactions/{id}`, for the link of an open one `GET /subscriptions/{id}`, and `GET /customers/{id}` with its
 * addresses. Link and addresses are hints: without them there is the checkout's own link, and no country.
 */
export function createPaddleBilling(options: PaddleClientOptions): Billing {
  const reader = createPaddleReader(options);
  const hints = createPaddleReader({ ...options, timeoutMs: Math.min(options.timeoutMs, HINT_MS) });
  const readInvoice = (id: string) => readTransaction({ reader, hints }, id);
  return {
    readInvoice,
    readOrder: readInvoice,
    readCustomer: (id) => readCustomer({ reader, hints }, id),
  };
}

const HINT_MS = 1_500;

interface Readers {
  readonly reader: PaddleReader;
  readonly hints: PaddleReader;
}

async function readTransaction({ reader, hints }: Readers, id: string): Promise<InvoiceReading> {
  const { data } = await reader.read({
    doing: `reading transaction ${id}`,
    path: `/transactions/${encodeURIComponent(id)}`,
    schema: transactionAnswer,
  });
  const isOpen = standingOf(data) === 'open';
  const link = isOpen && data.subscription_id ? await updateLink(hints, data.subscription_id) : null;
  return toInvoiceReading(data, link);
}

/** Page on which the customer enters another card; Paddle then charges what is past due. Not in any webhook. */
async function updateLink(hints: PaddleReader, id: string): Promise<string | null> {
  const answer = await orNull(
    hints.read({
      doing: `reading subscription ${id}`,
      path: `/subscriptions/${encodeURIComponent(id)}`,
      schema: subscriptionAnswer,
    }),
  );
  return answer?.data.management_urls?.update_payment_method ?? null;
}

/**
 * Paddle has no field for a number: `custom_data.whatsapp_phone` is the customer's consent to notices,
 * `custom_data.whatsapp_marketing_consent` = `yes` that to offers, `custom_data.time_zone` their IANA zone.
 */
async function readCustomer({ reader, hints }: Readers, id: string): Promise<CustomerReading> {
  const path = `/customers/${encodeURIComponent(id)}`;
  const [{ data }, addresses] = await Promise.all([
    reader.read({ doing: `reading customer ${id}`, path, schema: customerAnswer }),
    orNull(
      hints.read({
        doing: `reading addresses of customer ${id}`,
        path: `${path}/addresses`,
        query: { status: 'active', per_page: '1' },
        schema: addressesAnswer,
      }),
    ),
  ]);
  const address = addresses?.data[0];
  const own = data.custom_data;
  return {
    kind: 'found',
    name: textOrNull(data.name),
    email: textOrNull(data.email),
    whatsappPhone: textOrNull(own?.whatsapp_phone),
    marketingConsent: own?.whatsapp_marketing_consent === 'yes',
    preferredLocales: data.locale ? [data.locale] : [],
    country: textOrNull(address?.country_code),
    state: textOrNull(address?.region),
    postalCode: textOrNull(address?.postal_code),
    timeZone: textOrNull(own?.time_zone),
  };
}

/** A hint that is not to be had. */
async function orNull<T>(asking: Promise<T>): Promise<T | null> {
  try {
    return await asking;
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return null;
  }
}
