import assert from 'node:assert/strict';
import { anInvoice, failPayment, pay, useLab } from '../support/story.ts';
import { hasTestServer } from '../support/temporal.ts';

(hasTestServer ? describe : describe.skip)('the language of a recovery', function () {
  this.timeout(30_000);
  const lab = useLab();

  it('a Mexican whose first language we do not have: every message of the 14 days is Spanish', async () => {
    const customer = { preferredLocales: ['ja', 'es-MX'], country: 'MX', timeZone: 'America/Mexico_City' };
    const story = await failPayment(lab(), anInvoice(lab(), customer));
    await story.skipToDay(15);
    const firstWords: Record<string, RegExp> = {
      first_notice: /^Hola Maria Silva: te escribe Northwind Coffee con una nota/,
      second_notice: /tu acceso termina el \p{L}+, \d+ de \p{L}+ de 20\d\d\./u,
      final_notice: /Este es nuestro último aviso: USD\s?19\.99 siguen pendientes/,
      suspension: /Tu acceso está ahora en pausa/,
    };
    for (const [step, words] of Object.entries(firstWords)) assert.match(await story.textOf(step), words);
  });

  it('a German of whom only the address is known is written to in German, and thanked so on day 4', async () => {
    const story = await failPayment(lab(), anInvoice(lab(), { country: 'DE' }));
    await story.skipToDay(4);
    await pay(lab(), story);
    await story.ending();
    assert.match(await story.textOf('second_notice'), /^Guten Tag Maria Silva, hier ist Northwind Coffee/);
    assert.match(await story.textOf('second_notice'), /Ihre Zahlung von 19,99\s\$ ist noch offen/);
    assert.match(await story.textOf('confirmation'), /Vielen Dank, Ihre Zahlung ist angekommen/);
  });
});
