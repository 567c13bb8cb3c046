import { createHmac } from 'node:crypto';

/** A debt as the generic webhook tells it: `test/fixtures/generic` has the same, as documented. */
export function failedEvent(changes: {
  readonly event?: object;
  readonly debt?: object;
  readonly customer?: object | null;
}): string {
  return JSON.stringify({
    id: 'evt_1',
    type: 'payment.failed',
    created: '2026-11-23T10:00:00Z',
    debt: {
      id: 'inv_1',
      amount_due: '1999',
      currency: 'EUR',
      number: 'A-7',
      pay_url: 'https://shop.example/pay/inv_1',
      attempt: 1,
      decline_code: 'insufficient_funds',
      subscription_id: 'sub_1',
      ...changes.debt,
    },
    customer:
      changes.customer === null
        ? null
        : {
            id: 'cust_1',
            name: 'Maria Silva',
            email: 'maria@example.com',
            phone: '+233245552007',
            whatsapp_consent: true,
            marketing_consent: false,
            locale: 'en',
            country: 'GH',
            time_zone: 'UTC',
            ...changes.customer,
          },
    ...changes.event,
  });
}

/** `Recoup-Signature` of a delivery at that moment. @param atS Unix seconds */
export function recoupSignature(body: string, secret: string, atS: number): string {
  return `t=${atS},v1=${createHmac('sha256', secret).update(`${atS}.${body}`).digest('hex')}`;
}
