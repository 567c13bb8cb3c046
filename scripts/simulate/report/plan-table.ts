import type { ToldCustomer, ToldInvoice, ToldStep } from '../told.ts';
import { amountsOf, outcomesOf } from './amounts.ts';
import { nameOf } from './conversation.ts';
import { html, type Markup } from './html.ts';
import { localTime } from './local-time.ts';

/** Each step of an invoice: when it was due, and what became of it. */
export function planTable(invoice: ToldInvoice, { zone }: ToldCustomer): Markup {
  const { sequence, steps } = invoice;
  const end = invoice.endedAt ? `, ${localTime(invoice.endedAt, zone)}` : '';
  return html`<table>
    <caption>
      ${amountsOf([invoice])} · sequence ${sequence ?? 'none'} · ${outcomesOf([invoice])}${end}
    </caption>
    <thead>
      <tr>
        <th scope="col">Step</th>
        <th scope="col">Due</th>
        <th scope="col">What happened</th>
      </tr>
    </thead>
    <tbody>
      ${steps.map((step) => row(step, zone))}
    </tbody>
  </table>`;
}

function row({ step, dueAt, sent, reasons }: ToldStep, zone: string): Markup {
  return html`<tr>
    <th scope="row">${nameOf(step)}</th>
    <td><time datetime="${dueAt}">${localTime(dueAt, zone)}</time></td>
    <td>${fateOf({ sent, reasons }, zone)}</td>
  </tr>`;
}

function fateOf({ sent, reasons }: Pick<ToldStep, 'sent' | 'reasons'>, zone: string): Markup {
  const went = sent.map(({ channel, at, state }) => {
    const how = channel === 'email' ? 'e-mail' : 'WhatsApp';
    return html`<p><b>${state}</b> by ${how}, <time datetime="${at}">${localTime(at, zone)}</time></p>`;
  });
  const why = reasons.map((reason) => html`<p>${reason}</p>`);
  const nothing = sent.length === 0 && reasons.length === 0 && html`<p>not reached</p>`;
  return html`${went}${why}${nothing}`;
}
