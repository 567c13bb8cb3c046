import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nextMondayMorning } from '../../scripts/simulate/first-failure.ts';
import { castAs, OTHER_LANGUAGES, PERSONAS } from '../../scripts/simulate/personas.ts';
import { play } from '../../scripts/simulate/play.ts';
import { dayOf } from '../../scripts/simulate/reasons.ts';
import { reportPage } from '../../scripts/simulate/report/page.ts';
import { retell } from '../../scripts/simulate/retell.ts';
import { SCENARIO_NAMES, type ScenarioName } from '../../scripts/simulate/scenarios.ts';
import { toTable } from '../../scripts/simulate/table.ts';
import type { Told, ToldCustomer } from '../../scripts/simulate/told.ts';
import { violations } from '../support/accessibility.ts';
import { CHROMIUM } from '../support/chromium.ts';
import { openPageReader, type PageReader } from '../support/page-reader.ts';
import { simulationStage } from '../support/simulation-stage.ts';
import { hasTestServer } from '../support/temporal.ts';

const VARIABLES = {
  BUSINESS_NAME: 'Harbour Yoga',
  DEFAULT_TIME_ZONE: 'Europe/Berlin',
  EMAIL_FROM: 'billing@harbour.example',
  WINBACK_OFFER: '20%,14d',
};

(hasTestServer ? describe : describe.skip)('npm run simulate: the seven scenarios', function () {
  this.timeout(240_000);
  let told: Told;
  let texts: string;

  before(async () => {
    texts = await mkdtemp(join(tmpdir(), 'recoup-texts-'));
    await writeFile(join(texts, 'settings.yaml'), 'languages: [en, de, es, fr, pt-BR, ar, bn]\n');
    const cast = [
      ...SCENARIO_NAMES.map((name) => castAs(name, PERSONAS[name])),
      ...OTHER_LANGUAGES.map((persona) => castAs('never-pays', persona)),
    ];
    const begin = (now: number) => nextMondayMorning(now, VARIABLES.DEFAULT_TIME_ZONE);
    const options = {
      stage: await simulationStage(),
      variables: { ...VARIABLES, TEMPLATES_DIR: texts },
      hasEmail: true,
      begin,
    };
    told = await play(cast, options, retell);
  });

  after(() => rm(texts, { recursive: true, force: true }));

  const customer = (name: ScenarioName): ToldCustomer =>
    told.customers.find(({ scenario }) => scenario === name)!;
  const story = (name: ScenarioName): string[] => {
    const { timeline, firstFailureAt } = customer(name);
    return timeline.map((entry) => {
      const what = entry.kind === 'message' ? `${entry.step} by ${entry.channel}` : entry.text;
      return `${dayOf(entry.at, firstFailureAt)} ${what}`;
    });
  };

  it('never pays: three reminders, the suspension with its offer, and the end of the winback window', () => {
    assert.deepEqual(story('never-pays'), [
      'day 0 The payment fails',
      'day 0 first_notice by whatsapp',
      'day 3 second_notice by whatsapp',
      'day 7 final_notice by whatsapp',
      'day 14 Access is suspended',
      'day 14 suspension by whatsapp',
      'day 44 The recovery ends: lapsed',
    ]);
    const { timeline } = customer('never-pays');
    const last = timeline.findLast((entry) => entry.kind === 'message');
    assert.match(last!.text, /20%? ?%? off|20 %|20%/);
  });

  it('pays on day 5: nothing is asked afterwards, and one thank-you follows', () => {
    assert.deepEqual(story('pays-on-day-5'), [
      'day 0 The payment fails',
      'day 0 first_notice by whatsapp',
      'day 3 second_notice by whatsapp',
      'day 5 The customer pays',
      'day 5 The recovery ends: recovered',
      'day 5 confirmation by whatsapp',
    ]);
  });

  it('says STOP: one answer, and nothing else is sent', () => {
    assert.deepEqual(story('says-stop'), [
      'day 0 The payment fails',
      'day 0 first_notice by whatsapp',
      'day 1 STOP',
      'day 1 answer by whatsapp',
      'day 44 The recovery ends: lapsed',
    ]);
    const [, second] = customer('says-stop').invoices[0]!.steps;
    assert.deepEqual(second!.reasons, ['not sent: the customer said STOP']);
  });

  it('is not on WhatsApp: e-mail takes over', () => {
    assert.deepEqual(
      story('no-whatsapp').filter((line) => line.includes(' by ')),
      [
        'day 0 first_notice by email',
        'day 3 second_notice by email',
        'day 7 final_notice by email',
        'day 14 suspension by email',
      ],
    );
  });

  it('the key expires: messages wait for its renewal, and staff are told', () => {
    assert.deepEqual(story('key-expires-on-day-2'), [
      'day 0 The payment fails',
      'day 0 first_notice by whatsapp',
      'day 2 Rapiwa refuses the key',
      'day 4 The key is renewed',
      'day 4 second_notice by whatsapp',
      'day 7 final_notice by whatsapp',
      'day 14 Access is suspended',
      'day 14 suspension by whatsapp',
      'day 44 The recovery ends: lapsed',
    ]);
    assert.ok(
      told.staff.some(
        ({ scenario, what }) => scenario === 'key-expires-on-day-2' && /WhatsApp cannot send/.test(what),
      ),
    );
  });

  it('five invoices at once: one reminder a day, in which all are named', () => {
    const reminders = story('five-invoices-at-once').filter((line) => /(first|second)_notice/.test(line));
    assert.deepEqual(reminders, ['day 0 first_notice by whatsapp', 'day 3 second_notice by whatsapp']);
  });

  it('a three-day outage: what was due meanwhile goes out once, afterwards', () => {
    assert.deepEqual(story('three-day-outage'), [
      'day 0 The payment fails',
      'day 0 first_notice by whatsapp',
      'day 2 Stripe and Rapiwa can no longer be reached',
      'day 5 Stripe and Rapiwa can be reached again',
      'day 5 second_notice by whatsapp',
      'day 7 final_notice by whatsapp',
      'day 14 Access is suspended',
      'day 14 suspension by whatsapp',
      'day 44 The recovery ends: lapsed',
    ]);
  });

  it('shows each time on the customer’s own clock, with the reason for it', () => {
    const first = customer('never-pays').timeline.find((entry) => entry.kind === 'message');
    assert.equal(
      first?.kind === 'message' && first.why,
      'planned for day 0; waited for the customer’s hours (America/New_York, 09:00-20:00 Mon-Sat)',
    );
    assert.match(
      reportPage(told),
      /<b>first notice<\/b> · planned for day 0; [^<]*Mon-Sat\) · Mon \d+ \w+ \d{4}, 09:00/,
    );
  });

  it('writes a report that needs nothing from outside and runs nothing', () => {
    const page = reportPage(told);
    assert.doesNotMatch(page, /<script|<link|<img|<iframe|@import|url\(|\son\w+=|(href|src)="(?!#)/);
    for (const { name } of told.customers) assert.ok(page.includes(name), name);
    assert.doesNotMatch(page, /12025550143|4915550100200/);
  });

  it('begins it with everybody in a line: who, what, how it ended', () => {
    const lines = reportPage(told)
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ');
    assert.match(
      lines,
      /Customer Scenario Outcome Messages Owes Ada Byrne Never pays lapsed 4 US\$19\.99 Jonas Weber/,
    );
  });

  it('prints a table with a row for each', () => {
    const table = toTable(told.customers);
    assert.match(
      table,
      /^Jonas Weber +pays-on-day-5 +€49\.00 +day 0 first notice, day 3 second notice +recovered$/m,
    );
    for (const name of SCENARIO_NAMES) assert.match(table, new RegExp(` ${name} `));
  });

  (CHROMIUM ? describe : describe.skip)('in a browser', () => {
    let reader: PageReader;
    before(async () => void (reader = await openPageReader()));
    after(() => reader.close());

    const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
    const DESKTOP = { viewport: { width: 1280, height: 900 } };

    for (const [where, options] of [
      ['on a phone', PHONE],
      ['on a phone in the dark', { ...PHONE, colorScheme: 'dark' as const }],
      ['on a desk', DESKTOP],
    ] as const) {
      it(`${where} nothing is wider than the screen, and every message reads in its own direction`, async () => {
        const page = await reader.show(reportPage(told), options);
        const width = await page.evaluate('document.documentElement.scrollWidth');
        assert.equal(width, options.viewport.width);
        const wide = await page.evaluate(
          '[...document.querySelectorAll(".bubble")].filter((one) => one.scrollWidth > one.clientWidth).length',
        );
        assert.equal(wide, 0);
        const direction = (text: string) =>
          page.evaluate(
            `getComputedStyle([...document.querySelectorAll('.bubble p')].find((line) => line.textContent.includes('${text}'))).direction`,
          );
        assert.equal(await direction('لم تكتمل عملية الدفع الأخيرة'), 'rtl');
        assert.equal(await direction('আপনার শেষ পেমেন্টটি'), 'ltr');
        assert.equal(await direction('Your account is still active'), 'ltr');
        if (process.env['RECOUP_PICTURES'] && where === 'on a phone') await takePicture(page);
        await page.context().close();
      });
    }

    for (const colorScheme of ['light', 'dark'] as const) {
      it(`is accessible in the ${colorScheme}, in every language and with every plan opened`, async () => {
        const page = await reader.show(reportPage(told), { ...PHONE, colorScheme });
        await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
        assert.deepEqual(await violations(page), []);
        await page.context().close();
      });
    }

    it('asks nobody for anything', () => assert.deepEqual(reader.asked, []));
  });
});

/** Of the first customer, whose phone is what the report is about. */
async function takePicture(page: Awaited<ReturnType<PageReader['show']>>): Promise<void> {
  const { y } = (await page.locator('#customer-1').boundingBox())!;
  const clip = { x: 0, y, width: 390, height: 1100 };
  await page.screenshot({ path: 'docs/images/simulation.png', clip, fullPage: true });
}
