import assert from 'node:assert/strict';
import { reportPage } from '../../scripts/simulate/report/page.ts';
import { toTable } from '../../scripts/simulate/table.ts';
import type { Told, ToldCustomer } from '../../scripts/simulate/told.ts';

const AT = '2026-11-30T09:00:00.000Z';

function aCustomer(index: number, told: Partial<ToldCustomer> = {}): ToldCustomer {
  const name = `Customer ${index}`;
  return {
    name,
    scenario: 'never-pays',
    zone: 'Europe/Berlin',
    country: 'DE',
    locale: 'de-DE',
    firstFailureAt: AT,
    invoices: [
      {
        id: `in_${index}`,
        amountMinor: String(1000 + index),
        currency: 'EUR',
        sequence: 'standard v1',
        steps: [
          {
            step: 'first_notice',
            dueAt: AT,
            sent: [{ channel: 'whatsapp', at: AT, state: 'sent' }],
            reasons: [],
          },
        ],
        outcome: index % 2 ? 'lapsed' : 'recovered',
        endedAt: AT,
        suspendedAt: null,
      },
    ],
    timeline: [
      {
        kind: 'message',
        at: AT,
        channel: 'whatsapp',
        step: 'first_notice',
        invoiceId: `in_${index}`,
        subject: null,
        text: `Hello ${name}. ${'Words of a message. '.repeat(20)}`,
        state: 'sent',
        why: 'planned for day 0',
      },
    ],
    ...told,
  };
}

function tellOf(count: number): Told {
  const customers = Array.from({ length: count }, (_, index) => aCustomer(index));
  return { businessName: 'Harbour Yoga', customers, staff: [] };
}

describe('the report of a simulation', () => {
  it('shows everybody while they are few', () => {
    const page = reportPage(tellOf(60));
    assert.equal(page.match(/<section class="customer"/g)?.length, 60);
  });

  it('tells 2,000 once for each way in which it goes, and stays small', () => {
    const page = reportPage(tellOf(2_000));
    assert.equal(page.match(/<section class="customer"/g)?.length, 2);
    assert.match(page, /Customer 0<\/bdi> and 999 more/);
    assert.ok(page.length < 100_000, `${page.length} characters`);
  });

  it('stays small where 2,000 go in as many ways', () => {
    const customers = Array.from({ length: 2_000 }, (_, index) => aCustomer(index, { locale: `x-${index}` }));
    const page = reportPage({ businessName: 'Harbour Yoga', customers, staff: [] });
    assert.equal(page.match(/<section class="customer"/g)?.length, 100);
    assert.ok(page.length < 2_000_000, `${page.length} characters`);
  });

  it('escapes whatever customers and businesses are called', () => {
    const evil = '<img src=x onerror=alert(1)>"\'&';
    const customer = aCustomer(1, { name: evil, locale: evil, country: evil });
    const page = reportPage({
      businessName: evil,
      customers: [customer],
      staff: [{ scenario: null, at: AT, what: evil, remedy: evil }],
    });
    assert.doesNotMatch(page, /<img/);
    assert.match(page, /&lt;img src=x onerror=alert\(1\)&gt;&quot;&#39;&amp;/);
  });

  it('keeps the columns of its table under each other in every script', () => {
    const customers = ['Ada', 'ليلى حداد', '田中由紀', 'Ünal\u0301'].map((name, index) =>
      aCustomer(index * 2, { name }),
    );
    const [head = '', , ...rows] = toTable(customers).split('\n');
    const cells = (text: string) =>
      [...text].reduce(
        (sum, letter) => sum + (/\p{M}/u.test(letter) ? 0 : /\p{Script=Han}/u.test(letter) ? 2 : 1),
        0,
      );
    for (const row of rows)
      assert.equal(cells(row.slice(0, row.indexOf('never-pays'))), head.indexOf('scenario'), row);
  });
});
