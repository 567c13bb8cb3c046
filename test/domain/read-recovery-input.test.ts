import assert from 'node:assert/strict';
import { readRecoveryInput } from '../../src/domain/read-recovery-input.ts';

/** As product.md §5 has it, and as a start by hand may say it. */
const START = {
  source: 'stripe',
  debtId: 'in_1',
  kind: 'invoice',
  customerId: 'cus_1',
  firstFailureAt: '2026-11-23T10:00:00.000Z',
  sequence: {
    id: 'standard',
    version: '1',
    steps: [
      { id: 'first_notice', offset: 'PT0S' },
      { id: 'second_notice', offset: 'P3D' },
    ],
  },
  amountDueMinor: '1999',
  currency: 'USD',
};

const withSteps = (...steps: readonly unknown[]) => ({ ...START, sequence: { ...START.sequence, steps } });
const withStep = (more: object) => withSteps({ id: 'first_notice', offset: 'PT0S', ...more });
const withSequence = (more: object) => ({ ...START, sequence: { ...START.sequence, ...more } });

describe('the input of a recovery', () => {
  it('is kept as the launcher writes it, everything optional included', () => {
    const steps = [
      { id: 'nudge', offset: 'PT36H', role: 'reminder', template: 'soft', channels: ['email', 'whatsapp'] },
      { id: 'doors_closed', offset: 'P8D', role: 'suspension', action: 'none' },
    ];
    const more = { winbackWindow: 'P2D', endsAs: 'expired', waitForSilentRetry: true };
    const full = withSequence({ steps, ...more, quietBeforeNextAttempt: 'PT6H' });
    for (const input of [START, full, { ...START, customerId: null }])
      assert.deepEqual(readRecoveryInput(input), { kind: 'read', input });
  });

  it('may have a number for its version or amount, a currency in small letters, no customer, another zone', () => {
    const { customerId: _, ...rest } = withSequence({ version: 1, winbackWindow: null });
    const given = {
      ...rest,
      amountDueMinor: 1999,
      currency: 'usd',
      firstFailureAt: '2026-11-23T12:00:00+02:00',
    };
    const input = { ...START, customerId: null };
    assert.deepEqual(readRecoveryInput(given), { kind: 'read', input });
  });

  const DURATION = 'must be an ISO 8601 duration of days, hours, minutes and seconds, e.g. P3D or PT15M';
  const INSTANT = 'must be an ISO 8601 instant with Z or an offset, e.g. 2026-11-23T10:00:00Z';
  const AMOUNT = 'must be a whole number of minor units as a decimal text, e.g. "1999"';
  const refused: readonly [string, unknown][] = [
    ['input must be an object', undefined],
    ['source must be one of stripe, paypal, paddle, chargebee, generic', { ...START, source: 'Stripe' }],
    ['debtId must be a text that is not empty', { ...START, debtId: '' }],
    ['kind must be one of invoice, order', { ...START, kind: undefined }],
    ['customerId must be a text that is not empty', { ...START, customerId: 7 }],
    [`firstFailureAt ${INSTANT}`, { ...START, firstFailureAt: '2026-11-23T10:00:00' }],
    [`firstFailureAt ${INSTANT}`, { ...START, firstFailureAt: '2026-13-23T10:00:00Z' }],
    ['sequence must be an object', { ...START, sequence: 'standard' }],
    ['sequence.version must be a text that is not empty', withSequence({ version: undefined })],
    ['sequence.steps must be a list', withSequence({ steps: {} })],
    ['sequence.steps[0].id must be a text that is not empty', withSteps({ offset: 'P3D' })],
    [`sequence.steps[1].offset ${DURATION}`, withSteps(START.sequence.steps[0], { id: 'a', offset: '3d' })],
    [`sequence.steps[0].offset ${DURATION}`, withStep({ offset: 3 })],
    ['sequence.steps[0].channels[0] must be one of whatsapp, email', withStep({ channels: ['sms'] })],
    ['sequence.steps[0].action must be none', withStep({ action: 'suspend' })],
    [`sequence.winbackWindow ${DURATION}`, withSequence({ winbackWindow: 'P1M' })],
    ['sequence must be a plan that ends before the last date there is', withStep({ offset: 'P999999999D' })],
    [`amountDueMinor ${AMOUNT}`, { ...START, amountDueMinor: '19.99' }],
    [`amountDueMinor ${AMOUNT}`, { ...START, amountDueMinor: 19.99 }],
    ['currency must be an ISO 4217 code, e.g. USD', { ...START, currency: '$' }],
  ];
  it('that no plan could be made of, or the ledger not keep, is refused with the field and what belongs there', () => {
    for (const [problem, given] of refused)
      assert.deepEqual(readRecoveryInput(given), { kind: 'malformed', problem });
  });
});
