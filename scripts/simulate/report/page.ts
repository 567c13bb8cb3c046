import { groupAlike, type Alike } from '../alike.ts';
import { SCENARIOS } from '../scenarios.ts';
import type { Told, ToldCustomer } from '../told.ts';
import { amountsOf, outcomesOf } from './amounts.ts';
import { conversation } from './conversation.ts';
import { html, Markup } from './html.ts';
import { localTime } from './local-time.ts';
import { planTable } from './plan-table.ts';
import { STYLE } from './style.ts';

/** So many are drawn in full; of the rest the overview tells. */
const MOST_DRAWN = 100;

/** The whole report: one file that needs nothing else. */
export function reportPage(told: Told): string {
  const groups = groupAlike(told.customers);
  const title = `What customers of ${told.businessName} get`;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <style>
          ${new Markup(STYLE)}
        </style>
      </head>
      <body>
        <header>
          <h1>${title}</h1>
          <p>${introduction(told, groups)}</p>
        </header>
        <main>
          ${overview(groups)} ${staffTable(told)} ${groups.slice(0, MOST_DRAWN).map(customerSection)}
        </main>
      </body>
    </html> `;
  return page.text;
}

function introduction({ customers }: Told, groups: readonly Alike[]): Markup {
  const people = customers.length === 1 ? '1 customer' : `${customers.length} customers`;
  const drawn = Math.min(groups.length, MOST_DRAWN);
  const grouped =
    groups.length < customers.length &&
    html` Those to whom the same happens are told once: ${groups.length} ways, of which ${drawn} are drawn.`;
  return html`${people}, played on skipped time by the code that runs in production. Nothing was sent to
  anybody. Times are the customer’s own.${grouped}`;
}

function overview(groups: readonly Alike[]): Markup {
  const row = ({ customer, others }: Alike, index: number): Markup =>
    html`<tr>
      <th scope="row">
        ${index < MOST_DRAWN ? html`<a href="#customer-${index + 1}">${nameAnd(customer, others)}</a>` : nameAnd(customer, others)}
      </th>
      <td>${SCENARIOS[customer.scenario].title}</td>
      <td>${outcomesOf(customer.invoices)}</td>
      <td>${sentCount(customer)}</td>
      <td>${amountsOf(customer.invoices)}</td>
    </tr>`;
  return html`<section class="wide" aria-labelledby="overview">
    <h2 id="overview">Overview</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="Overview of all customers">
      <table>
        <thead>
          <tr>
            <th scope="col">Customer</th>
            <th scope="col">Scenario</th>
            <th scope="col">Outcome</th>
            <th scope="col">Messages</th>
            <th scope="col">Owes</th>
          </tr>
        </thead>
        <tbody>
          ${groups.map(row)}
        </tbody>
      </table>
    </div>
  </section>`;
}

function nameAnd({ name }: ToldCustomer, others: readonly string[]): Markup {
  return html`<bdi>${name}</bdi>${others.length > 0 && ` and ${others.length} more`}`;
}

function sentCount({ timeline }: ToldCustomer): number {
  return timeline.filter(({ kind }) => kind === 'message').length;
}

function staffTable({ staff }: Told): Markup {
  if (staff.length === 0) return html``;
  const row = ({ scenario, at, what, remedy }: Told['staff'][number]): Markup =>
    html`<li>
      <p><b>${what}</b></p>
      <p>${remedy}</p>
      <p class="place">${scenario && `${SCENARIOS[scenario].title} · `}${localTime(at, 'UTC')} UTC</p>
    </li>`;
  return html`<section class="wide" aria-labelledby="staff">
    <h2 id="staff">What your team is told</h2>
    <ul class="staff">
      ${staff.map(row)}
    </ul>
  </section>`;
}

function customerSection({ customer, others }: Alike, index: number): Markup {
  const { title, story } = SCENARIOS[customer.scenario];
  const place = [customer.country, customer.zone, customer.locale].filter(Boolean).join(' · ');
  return html`<section class="customer" id="customer-${index + 1}" aria-labelledby="name-${index + 1}">
    <h2 id="name-${index + 1}"><bdi>${customer.name}</bdi> · ${title}</h2>
    <p>${story}</p>
    <p class="place">
      ${place} · owes ${amountsOf(customer.invoices)} ·
      <b>${outcomesOf(customer.invoices)}</b>${others.length > 0 && ` · the same for ${others.length} more`}
    </p>
    ${conversation(customer)}
    <details>
      <summary>Plan and reasons</summary>
      <div class="scroll">${customer.invoices.map((invoice) => planTable(invoice, customer))}</div>
    </details>
  </section>`;
}
