import { callingCountries } from '../../domain/phone.ts';
import { html, type Html } from './html.ts';
import { whereToTurn, type Page, type PageOwner } from './page.ts';
import { wordingsOf, type PhoneForm, type Problem } from './phone-form.ts';

export interface Asking {
  readonly form: PhoneForm;
  readonly problems: readonly Problem[];
}

const WHAT_TO_DO: Readonly<Record<Problem, string>> = {
  phone_missing: 'Enter your mobile number.',
  phone_not_a_number:
    'This is not a mobile number we can use. Choose your country, or begin with + and the country code, e.g. +41 79 123 45 67.',
  notices_not_agreed: 'Tick this box if we may write to you there. Without it we keep no number.',
};
const NUMBER_PROBLEMS: readonly Problem[] = ['phone_missing', 'phone_not_a_number'];

export function askForPhone(owner: PageOwner, { form, problems }: Asking): Page {
  const said = wordingsOf(owner);
  return {
    status: problems.length > 0 ? 422 : 200,
    title: 'Add WhatsApp for account notices',
    body: html`<p>
        Get a short message on WhatsApp when a payment needs your attention, before anything happens to your
        account.
      </p>
      ${summary(problems)}
      <form method="post" novalidate>
        ${countryField(form)} ${phoneField(form, problems)}
        <fieldset>
          <legend class="hint">Your choice</legend>
          ${choice({ name: 'notices', text: said.notices, isTicked: form.notices }, problems)}
          ${choice({ name: 'offers', text: said.offers, isTicked: form.offers }, problems)}
        </fieldset>
        <button type="submit">Save</button>
      </form>
      ${whereToTurn(owner)}`,
  };
}

function summary(problems: readonly Problem[]): Html | null {
  if (problems.length === 0) return null;
  const items = problems.map((problem) => {
    const field = NUMBER_PROBLEMS.includes(problem) ? 'phone' : 'notices';
    return html`<li><a href="#${field}">${WHAT_TO_DO[problem]}</a></li>`;
  });
  return html`<div class="summary" role="alert">
    <p>Nothing was saved yet:</p>
    <ul>
      ${items}
    </ul>
  </div>`;
}

function countryField({ country }: PhoneForm): Html {
  const named = new Intl.DisplayNames(['en'], { type: 'region' });
  const options = callingCountries()
    .map((one) => ({ ...one, name: named.of(one.country) ?? one.country }))
    .sort((one, other) => one.name.localeCompare(other.name, 'en'))
    .map(({ country: code, callingCode, name }) =>
      option(code, `${name} (+${callingCode})`, code === country),
    );
  return html`<div class="field">
    <label for="country">Country</label>
    <select id="country" name="country" autocomplete="country">
      ${option('', 'Choose, or begin the number with +', country === '')} ${options}
    </select>
  </div>`;
}

function option(value: string, text: string, isChosen: boolean): Html {
  return isChosen
    ? html`<option value="${value}" selected>${text}</option>`
    : html`<option value="${value}">${text}</option>`;
}

function phoneField({ phone }: PhoneForm, problems: readonly Problem[]): Html {
  const problem = problems.find((one) => NUMBER_PROBLEMS.includes(one));
  const told = problem ? 'phone-hint phone-problem' : 'phone-hint';
  return html`<div class="field">
    <label for="phone">Mobile number</label>
    <p class="hint" id="phone-hint">The one you use for WhatsApp.</p>
    ${wrong('phone-problem', problem)}
    <input
      id="phone"
      name="phone"
      type="tel"
      inputmode="tel"
      autocomplete="tel"
      maxlength="40"
      required
      value="${phone}"
      aria-describedby="${told}"
      aria-invalid="${problem ? 'true' : 'false'}"
    />
  </div>`;
}

interface Choice {
  readonly name: 'notices' | 'offers';
  readonly text: string;
  readonly isTicked: boolean;
}

function choice({ name, text, isTicked }: Choice, problems: readonly Problem[]): Html {
  const problem = name === 'notices' ? problems.find((one) => one === 'notices_not_agreed') : undefined;
  const state = {
    markup: `${isTicked ? ' checked' : ''}${problem ? ` aria-describedby="${name}-problem" aria-invalid="true"` : ''}`,
  };
  return html`${wrong(`${name}-problem`, problem)}
    <div class="choice">
      <input type="checkbox" id="${name}" name="${name}" value="yes" ${state} />
      <label for="${name}">${text}</label>
    </div>`;
}

function wrong(id: string, problem: Problem | undefined): Html | null {
  return problem ? html`<p class="wrong" id="${id}">${WHAT_TO_DO[problem]}</p>` : null;
}

export function saved(owner: PageOwner): Page {
  return {
    status: 200,
    title: 'Thank you, it is saved',
    body: html`<p>You will hear from us on WhatsApp only when your account needs your attention.</p>
      <p>To end it, reply STOP to any of our messages there.</p>
      ${whereToTurn(owner)}`,
  };
}

/** Also for another number than the one that is there: whoever found a link must not send an account's notices elsewhere. */
export function alreadyThere(owner: PageOwner): Page {
  return {
    status: 200,
    title: 'A number is there already',
    body: html`<p>
        WhatsApp is set up for this account, and nothing was changed. To use another number, write to us.
      </p>
      ${whereToTurn(owner)}`,
  };
}
