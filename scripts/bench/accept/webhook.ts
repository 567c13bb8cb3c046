import { createHmac, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';

export const SECRET = 'whsec_of_the_bench';

const FIXTURE = new URL('../../../test/fixtures/stripe/invoice.payment_failed.endive.json', import.meta.url);
/** As long as Stripe's. */
const ID_DIGITS = 24;

/** A failed renewal, as Stripe pretty-prints it; the ids are left to {@link createWebhooks}. */
function template(): { readonly body: Buffer; readonly idAt: readonly number[] } {
  const event = JSON.parse(readFileSync(FIXTURE, 'utf8')) as Event;
  const digits = '#'.repeat(ID_DIGITS);
  event.id = `evt_${digits}`;
  event.data.object.id = `in_${digits}`;
  event.data.object.lines.data = [LINE];
  const body = Buffer.from(JSON.stringify(event, null, 2));
  const idAt: number[] = [];
  for (let at = body.indexOf(digits); at >= 0; at = body.indexOf(digits, at + 1)) idAt.push(at);
  return { body, idAt };
}

interface Event {
  id: string;
  data: { object: { id: string; lines: { data: unknown[] } } };
}

/** Makes the next request, ready for the socket: signed, of an event and an invoice that nobody has seen. */
export function createWebhooks(url: URL): () => Buffer {
  const { body, idAt } = template();
  const run = randomBytes(6).toString('hex');
  let count = 0;
  return () => {
    count += 1;
    const digits = run + String(count).padStart(ID_DIGITS - run.length, '0');
    for (const at of idAt) body.write(digits, at, 'latin1');
    return Buffer.concat([Buffer.from(headOf(url, body), 'latin1'), body]);
  };
}

function headOf({ host, pathname }: URL, body: Buffer): string {
  const timestamp = Math.floor(Date.now() / 1000);
  const signature = createHmac('sha256', SECRET).update(`${timestamp}.`).update(body).digest('hex');
  return [
    `POST ${pathname} HTTP/1.1`,
    `Host: ${host}`,
    'User-Agent: Stripe/1.0 (+https://stripe.com/docs/webhooks)',
    'Content-Type: application/json; charset=utf-8',
    'Accept: */*; q=0.5, application/xml',
    'Cache-Control: no-cache',
    `Stripe-Signature: t=${timestamp},v1=${signature}`,
    `Content-Length: ${body.length}`,
    '\r\n',
  ].join('\r\n');
}

const LINE = {
  id: 'il_1SXq2kLkdIwHu7ixp2p8T0aB',
  object: 'line_item',
  amount: 4900,
  currency: 'usd',
  description: '1 × Team plan (at $49.00 / month)',
  discount_amounts: [],
  discountable: true,
  discounts: [],
  invoice: 'in_1SXq2kLkdIwHu7ixQ0a7Vd3P',
  livemode: false,
  metadata: {},
  parent: {
    invoice_item_details: null,
    subscription_item_details: {
      invoice_item: null,
      proration: false,
      proration_details: { credited_items: null },
      subscription: 'sub_1SNb5CLkdIwHu7ixM2y0wq9T',
      subscription_item: 'si_TQb7kQ0cR5mWn1',
    },
    type: 'subscription_item_details',
  },
  period: { end: 1798023600, start: 1795431600 },
  pretax_credit_amounts: [],
  pricing: {
    price_details: { price: 'price_1SNb4yLkdIwHu7ixV6u2mE0f', product: 'prod_TQb6Zt1QxYw8Lr' },
    type: 'price_details',
    unit_amount_decimal: '4900',
  },
  quantity: 1,
  taxes: [],
};
