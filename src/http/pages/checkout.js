/*
 * Adds a WhatsApp number and two unticked boxes to a checkout form. Nothing is loaded, stored or sent by this script: the
 * fields go where the form goes. No inline styles or handlers: style the classes `recoup-…`.
 *
 *   <script src="https://<this service>/checkout.js" data-form="#checkout" data-country="CH" defer></script>
 */
(() => {
  'use strict';
  const BUSINESS = '__BUSINESS_NAME__';
  const { form: selector = 'form', country = '', offers = 'yes' } = document.currentScript.dataset;

  const TEXTS = {
    phone: 'Mobile number for WhatsApp (optional)',
    hint: 'For notices about your account and payments.',
    notices: `Yes, ${BUSINESS} may send me notices about my account and payments on WhatsApp at this number. I can end this at any time by replying STOP.`,
    offers: `Yes, ${BUSINESS} may also send me occasional offers on WhatsApp. This is up to me, and STOP ends it too.`,
    number: country
      ? 'This is not a mobile number: enter it as you write it at home, or begin with + and the country code.'
      : 'Begin with + and the country code, e.g. +41 79 123 45 67.',
    agree: 'Tick the first box if we may write to you there, or leave the number empty.',
  };

  function element(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  function box(name, text) {
    const input = element('input', { type: 'checkbox', id: `recoup-${name}`, name, value: 'yes' });
    const label = element('label', { for: input.id }, text);
    return { input, row: element('div', { class: 'recoup-choice' }, input, ' ', label) };
  }

  /** Digits of any script as ASCII, without what people put between them; null where it cannot be a number. */
  function normalised(typed) {
    const digits = typed
      .normalize('NFKC')
      .replace(/[\u0660-\u0669\u06f0-\u06f9\u09e6-\u09ef\u0966-\u096f]/g, (digit) =>
        String((digit.charCodeAt(0) - (digit.charCodeAt(0) < 0x0900 ? 0x0660 : 0x0966)) % 16),
      )
      .replace(/[\s().\-/\u200e\u200f\u2010-\u2015]/g, '')
      .replace(/^00/, '+');
    if (/^\+[1-9]\d{6,14}$/.test(digits)) return digits;
    return country && /^\d{5,14}$/.test(digits) ? digits : null;
  }

  function start() {
    const form = document.querySelector(selector);
    if (!form || form.querySelector('.recoup-whatsapp')) return;
    const phone = element('input', {
      ...{ type: 'tel', id: 'recoup-phone', name: 'whatsapp_phone', inputmode: 'tel', autocomplete: 'tel' },
      'aria-describedby': 'recoup-hint recoup-problem',
    });
    const hint = element('p', { class: 'recoup-hint', id: 'recoup-hint' }, TEXTS.hint);
    const problem = element('p', { class: 'recoup-problem', id: 'recoup-problem', role: 'alert' });
    const notices = box('whatsapp_notices_consent', TEXTS.notices);
    const also = offers === 'no' ? null : box('whatsapp_marketing_consent', TEXTS.offers);
    const wording = JSON.stringify({ notices: TEXTS.notices, offers: also ? TEXTS.offers : null });
    const added = element(
      'fieldset',
      { class: 'recoup-whatsapp' },
      element('legend', {}, 'WhatsApp'),
      element('label', { for: phone.id }, TEXTS.phone),
      hint,
      phone,
      problem,
      notices.row,
      ...(also ? [also.row] : []),
      element('input', { type: 'hidden', name: 'whatsapp_consent_wording', value: wording }),
      element('input', { type: 'hidden', name: 'whatsapp_phone_country', value: country }),
    );
    const submit = form.querySelector('[type=submit], button:not([type])');
    if (submit) submit.before(added);
    else form.append(added);

    const show = (text, field) => {
      problem.textContent = text;
      for (const one of [phone, notices.input]) one.removeAttribute('aria-invalid');
      if (!field) return;
      field.setAttribute('aria-invalid', 'true');
      field.focus();
    };
    // Before the form's own listeners: what is wrong here must not be charged.
    form.addEventListener(
      'submit',
      (event) => {
        const number = phone.value.trim() === '' ? '' : normalised(phone.value);
        const wrong = number === null ? [TEXTS.number, phone] : null;
        const found = wrong ?? (number && !notices.input.checked ? [TEXTS.agree, notices.input] : null);
        show(...(found ?? ['', null]));
        if (!found) {
          phone.value = number;
          return;
        }
        event.preventDefault();
        event.stopImmediatePropagation();
      },
      true,
    );
  }

  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
  else start();
})();
