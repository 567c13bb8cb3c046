/** What happens to a customer, counted in days from the first failure. */
export type Happening =
  | { readonly kind: 'pays'; readonly day: number }
  | { readonly kind: 'says'; readonly day: number; readonly text: string };

/** What goes wrong for everybody who shares a phone and a processor. */
export interface Trouble {
  /** `key_refused`: Rapiwa takes no message. `unreachable`: neither Stripe nor Rapiwa answers. */
  readonly kind: 'key_refused' | 'unreachable';
  readonly fromDay: number;
  readonly toDay: number;
  /** As the report tells it. */
  readonly begins: string;
  readonly ends: string;
}

export interface Scenario {
  /** For people, e.g. `Pays on day 5`. */
  readonly title: string;
  /** What it shows, in a sentence. */
  readonly story: string;
  readonly happenings: readonly Happening[];
  /** Its customers then have providers of their own, so that nobody else's plan is touched. */
  readonly trouble: Trouble | null;
  /** Their number is not on WhatsApp. */
  readonly isAbsent?: boolean;
}

export const SCENARIO_NAMES = [
  'never-pays',
  'pays-on-day-5',
  'says-stop',
  'no-whatsapp',
  'key-expires-on-day-2',
  'five-invoices-at-once',
  'three-day-outage',
] as const;
export type ScenarioName = (typeof SCENARIO_NAMES)[number];

export function isScenarioName(name: string): name is ScenarioName {
  return (SCENARIO_NAMES as readonly string[]).includes(name);
}

const QUIET = { happenings: [], trouble: null } as const;

export const SCENARIOS: Readonly<Record<ScenarioName, Scenario>> = {
  'never-pays': {
    title: 'Never pays',
    story: 'Every message of the sequence, the suspension, and the end of the winback window.',
    ...QUIET,
  },
  'pays-on-day-5': {
    title: 'Pays on day 5',
    story: 'Nothing is asked after the payment; one thank-you follows it.',
    happenings: [{ kind: 'pays', day: 5 }],
    trouble: null,
  },
  'says-stop': {
    title: 'Says STOP on day 1',
    story: 'One answer confirms it, and nothing else is ever sent to the number.',
    happenings: [{ kind: 'says', day: 1, text: 'STOP' }],
    trouble: null,
  },
  'no-whatsapp': {
    title: 'Is not on WhatsApp',
    story: 'E-mail takes over where a mail server is configured; otherwise staff are asked.',
    ...QUIET,
    isAbsent: true,
  },
  'key-expires-on-day-2': {
    title: 'Rapiwa key expires on day 2, is renewed on day 4',
    story: 'Messages wait for the repair and staff are told; what was due meanwhile goes out once.',
    happenings: [],
    trouble: {
      kind: 'key_refused',
      fromDay: 2,
      toDay: 4,
      begins: 'Rapiwa refuses the key',
      ends: 'The key is renewed',
    },
  },
  'five-invoices-at-once': {
    title: 'Five invoices fail at once',
    story: 'One conversation: one reminder a day, which names what is due together.',
    ...QUIET,
  },
  'three-day-outage': {
    title: 'Three-day outage from day 2 to day 5',
    story: 'Without a fresh look at the invoice nothing is sent; afterwards there is no burst.',
    happenings: [],
    trouble: {
      kind: 'unreachable',
      fromDay: 2,
      toDay: 5,
      begins: 'Stripe and Rapiwa can no longer be reached',
      ends: 'Stripe and Rapiwa can be reached again',
    },
  },
};
