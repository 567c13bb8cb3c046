import fc from 'fast-check';
import type { RapiwaAnswer } from '../simulators/rapiwa/answers.ts';
import { PORT_CALLS, PORT_CALLS_OF_A_SEND, type Trouble } from './troubles.ts';

/** What happens outside: at the processor, with the customer, among staff. */
export const HAPPENINGS = [
  'failed',
  'action required',
  'paid',
  'paid by part',
  'voided',
  'uncollectible',
  'deleted',
  'subscription ended',
  'cancelled for non-payment',
  'dispute opened',
  'dispute closed',
  'STOP',
  'number removed',
  'number given',
  'paused',
  'resumed',
  'sent now',
  'cancelled by staff',
  'cancelled in the Web UI',
] as const;

export interface Happening {
  readonly what: (typeof HAPPENINGS)[number];
  readonly debt: number;
  /** Hours after the beginning. */
  readonly hour: number;
  /** How many hours later its word reaches us, once for each; none: it is lost. */
  readonly arrivals: readonly number[];
}

export interface Scenario {
  /** Of each customer, which number it has: two may share one. */
  readonly customers: readonly { readonly number: number }[];
  readonly debts: readonly {
    readonly customer: number;
    /** Debts of one customer with the same plan belong to one subscription. */
    readonly plan: number;
    /** Minor units. */
    readonly amount: number;
    readonly currency: Currency;
  }[];
  readonly happenings: readonly Happening[];
  /** Of the n-th attempt of any activity. */
  readonly troubles: readonly (Trouble | null)[];
  /** Rapiwa's answer to the n-th message; accepted without a word where there is none. */
  readonly sends: readonly (SendAnswer | null)[];
  /** The processor's answer to the n-th read. */
  readonly reads: readonly (ReadAnswer | null)[];
  /** The n-th event handed over: Temporal is away, or the relay dies at that call. */
  readonly relays: readonly ('away' | number | null)[];
  readonly temporalForgetsAtOnce: boolean;
}

export const CURRENCIES = ['usd', 'eur', 'jpy', 'kwd'] as const;
export type Currency = (typeof CURRENCIES)[number];
export interface SendAnswer {
  readonly kind: RapiwaAnswer;
  /** The customer gets it, whatever the answer says. */
  readonly accepted?: boolean;
}
export type ReadAnswer = 'status 500' | 'status 429' | 'no JSON' | 'gateway 404';

/** Answers that say for sure that nothing was sent. */
export const REFUSALS: ReadonlySet<RapiwaAnswer> = new Set<RapiwaAnswer>([
  'success_false',
  'unauthorized',
  'redirect_login',
  'not_found_html',
  'plan_402',
  'rate_limited',
  'not_connected',
  'not_on_whatsapp',
]);

/** Null, and once in so many times the thing itself. */
const maybe = <T>(arbitrary: fc.Arbitrary<T>, oneIn: number): fc.Arbitrary<T | null> =>
  fc.oneof({ weight: oneIn - 1, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });

// Most days are working days of the sequence; some lie after the suspension or after the lapse.
const hour = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 24 * 8 }) },
  { weight: 2, arbitrary: fc.integer({ min: 24 * 8, max: 24 * 18 }) },
  { weight: 1, arbitrary: fc.integer({ min: 24 * 18, max: 24 * 48 }) },
);
const arrivals = fc.oneof(
  { weight: 4, arbitrary: fc.constant([0]) },
  { weight: 1, arbitrary: fc.constant([]) },
  { weight: 2, arbitrary: fc.array(fc.constantFrom(0, 1, 30, 100), { minLength: 1, maxLength: 3 }) },
);
const debtIndex = fc.integer({ min: 0, max: 2 });
const happening = fc.record({
  what: fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom('failed' as const, 'paid' as const, 'STOP' as const) },
    { weight: 3, arbitrary: fc.constantFrom(...HAPPENINGS) },
  ),
  debt: debtIndex,
  hour,
  arrivals,
});

/** Most of it near the licence and the request, where a mistake would cost most. */
const trouble: fc.Arbitrary<Trouble> = fc.record({
  at: fc.oneof(
    { weight: 2, arbitrary: fc.integer({ min: 1, max: 13 }) },
    { weight: 1, arbitrary: fc.constantFrom(...PORT_CALLS) },
    { weight: 3, arbitrary: fc.constantFrom(...PORT_CALLS_OF_A_SEND) },
  ),
  when: fc.constantFrom('before', 'after'),
  what: fc.oneof(
    { weight: 2, arbitrary: fc.constant({ kind: 'killed' } as const) },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('stalled' as const),
        // The long ones wake when the recovery has ended.
        forCalls: fc.oneof(
          { arbitrary: fc.integer({ min: 0, max: 40 }), weight: 4 },
          { arbitrary: fc.integer({ min: 100, max: 500 }), weight: 1 },
        ),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ kind: 'connection lost' } as const) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('slow' as const), ms: fc.constantFrom(1_500, 2_500) }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant('overtaken' as const), by: fc.integer({ min: 1, max: 3 }) }),
    },
  ),
});

const sendAnswer: fc.Arbitrary<SendAnswer> = fc.oneof(
  fc.constantFrom<SendAnswer>(
    { kind: 'reset_after_accept' },
    { kind: 'server_error', accepted: true },
    { kind: 'server_error' },
    { kind: 'html_200' },
    { kind: 'bare_200' },
  ),
  fc.constantFrom<SendAnswer>(...[...REFUSALS].map((kind) => ({ kind }))),
);

/** Everything at once, each part small, so that a counterexample shrinks to a few lines. */
export const scenario: fc.Arbitrary<Scenario> = fc.record({
  customers: fc.array(fc.record({ number: fc.constantFrom(0, 0, 1) }), { minLength: 1, maxLength: 3 }),
  debts: fc.array(
    fc.record({
      customer: debtIndex,
      plan: fc.constantFrom(0, 1),
      amount: fc.integer({ min: 1_000, max: 9_999_999 }),
      currency: fc.constantFrom(...CURRENCIES),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  happenings: fc.array(happening, { maxLength: 10, size: 'max' }),
  troubles: fc.array(maybe(trouble, 2), { maxLength: 16, size: 'max' }),
  sends: fc.array(maybe(sendAnswer, 3), { maxLength: 10 }),
  reads: fc.array(
    maybe(fc.constantFrom<ReadAnswer>('status 500', 'status 429', 'no JSON', 'gateway 404'), 8),
    {
      maxLength: 16,
    },
  ),
  relays: fc.array(maybe(fc.oneof(fc.constant('away' as const), fc.integer({ min: 1, max: 4 })), 4), {
    maxLength: 8,
  }),
  temporalForgetsAtOnce: fc.boolean(),
});
