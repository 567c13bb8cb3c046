import { toEpochMs } from '../../../src/domain/instant.ts';
import { dayOf } from '../reasons.ts';
import type { Entry, ToldCustomer } from '../told.ts';
import { html, type Markup } from './html.ts';
import { localClock, localDay, localTime } from './local-time.ts';
import { plainText, whatsappText } from './whatsapp-text.ts';

/** The customer's phone from the first message to the end, each with the reason why it came then. */
export function conversation(customer: ToldCustomer): Markup {
  const { timeline, zone } = customer;
  const parts = timeline.map((entry, index) => {
    const earlier = timeline[index - 1];
    const isNewDay = !earlier || localDay(earlier.at, zone) !== localDay(entry.at, zone);
    return html`${isNewDay && dayMark(entry, customer)}${entryOf(entry, customer)}`;
  });
  return html`<ol class="phone">
    ${parts}
  </ol>`;
}

function dayMark({ at }: Entry, { zone, firstFailureAt }: ToldCustomer): Markup {
  const day = dayOf(at, firstFailureAt);
  return html`<li class="day"><time datetime="${at}">${localDay(at, zone)}</time> · ${day}</li>`;
}

function entryOf(entry: Entry, customer: ToldCustomer): Markup {
  switch (entry.kind) {
    case 'fact':
      return html`<li class="fact">${entry.text} · ${localClock(entry.at, customer.zone)}</li>`;
    case 'reply':
      return html`<li class="bubble mine">
        <div dir="auto">${whatsappText(entry.text)}</div>
        ${stamp(entry, customer)}
      </li>`;
    case 'message':
      return message(entry, customer);
  }
}

function message(entry: Extract<Entry, { kind: 'message' }>, customer: ToldCustomer): Markup {
  const isMail = entry.channel === 'email';
  const subject =
    isMail &&
    html`<p class="subject" dir="auto"><span class="label">E-mail</span> ${entry.subject ?? ''}</p>`;
  const text = isMail ? plainText(entry.text) : whatsappText(entry.text);
  const trouble = entry.state !== 'sent' && html` <strong>${entry.state}</strong> ·`;
  return html`<li class="theirs">
    <div class="bubble${isMail ? ' mail' : ''}">${subject}${text}${stamp(entry, customer)}</div>
    <p class="why">
      ${trouble} <b>${nameOf(entry.step)}</b> · ${entry.why} · ${localTime(entry.at, customer.zone)}
    </p>
  </li>`;
}

function stamp({ at }: Entry, { zone }: ToldCustomer): Markup {
  return html`<time class="stamp" datetime="${new Date(toEpochMs(at)).toISOString()}"
    >${localClock(at, zone)}</time
  >`;
}

/** `first notice` of `first_notice`. */
export function nameOf(step: string): string {
  return step.replaceAll('_', ' ');
}
