import assert from 'node:assert/strict';
import { chooseLocale, directionOf, languageOf } from '../../src/messages/choose-locale.ts';
import { loadTexts } from '../../src/messages/texts.ts';

const { languages } = loadTexts();
const localeOf = (preferred: readonly string[], country: string | null = null) =>
  chooseLocale({ preferred, country }, languages);

describe('the language a customer is written to in', () => {
  it('is the first of theirs that we have, with their region for amounts and dates', () => {
    assert.deepEqual(languages, ['en', 'es', 'de', 'fr', 'pt-BR']);
    assert.equal(localeOf(['ja', 'fr-CA', 'en-GB']), 'fr-CA');
    assert.equal(localeOf(['EN_gb']), 'en-GB');
    assert.equal(localeOf(['en']), 'en');
  });

  it('is Brazilian Portuguese for every Portuguese, and Spanish for a Mexican', () => {
    for (const locale of ['pt', 'pt-BR', 'pt-PT']) {
      assert.equal(localeOf([locale]), locale);
      assert.equal(languageOf(locale, languages), 'pt-BR');
    }
    assert.equal(languageOf(localeOf(['es-MX']), languages), 'es');
  });

  it('is that of the country where none of theirs is ours, else the default', () => {
    const countries = ['DE', 'AT', 'CH', 'FR', 'BR', 'PT', 'MX', 'GB', 'IN', 'BE', 'JP', 'EG', 'BD'];
    assert.deepEqual(
      countries.map((country) => localeOf(['ja'], country)),
      ['de-DE', 'de-AT', 'de-CH', 'fr-FR', 'pt-BR', 'pt-PT', 'es-MX', 'en-GB', 'en', 'en', 'en', 'en', 'en'],
    );
    assert.equal(localeOf(['en'], 'DE'), 'en');
    assert.equal(localeOf([], 'Germany'), 'en');
    assert.equal(chooseLocale({ preferred: ['ja'], country: 'JP' }, ['de', 'en']), 'de');
  });

  it('is never one whose texts nobody has reviewed', () => {
    assert.equal(localeOf(['ar-EG', 'bn', 'es']), 'es');
    assert.equal(localeOf(['ar-EG']), 'en');
    assert.equal(chooseLocale({ preferred: ['ar-EG'], country: null }, ['en', 'ar']), 'ar-EG');
  });

  it('passes over what is no locale, and keeps language and region only', () => {
    assert.equal(localeOf(['', 'null', '!', 'eng', 'de-DE-u-nu-arab']), 'de-DE');
    assert.equal(localeOf(['en-Latn-GB-u-nu-arab']), 'en-GB');
    for (const locale of ['en', 'en-ZZ', 'pt'].map((wanted) => localeOf([wanted]))) {
      assert.deepEqual(Intl.getCanonicalLocales(locale), [locale]);
    }
  });

  it('runs from right to left in Arabic, Hebrew, Persian and Urdu', () => {
    assert.deepEqual(['ar-EG', 'he', 'fa', 'ur-PK', 'bn', 'en'].map(directionOf), [
      ...['rtl', 'rtl', 'rtl', 'rtl'],
      ...['ltr', 'ltr'],
    ]);
  });
});
