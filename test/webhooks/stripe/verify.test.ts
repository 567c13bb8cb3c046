import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import Stripe from 'stripe';
import { verifyStripeSignature } from '../../../src/webhooks/sources/stripe/verify.ts';
import { recordedBody } from './fixtures.ts';

const stripe = new Stripe('sk_test_of_nobody');
const SECRET = 'whsec_first';
const OTHER_SECRET = 'whsec_second';
const BODY = recordedBody('invoice.payment_failed.endive');
const NOW_S = 1_795_435_210;

interface Signed {
  secret?: string;
  ageSeconds?: number;
  scheme?: string;
}

/** The header as Stripe's own SDK writes it. */
function header({ secret = SECRET, ageSeconds = 0, scheme = 'v1' }: Signed = {}): string {
  const timestamp = NOW_S - ageSeconds;
  return stripe.webhooks.generateTestHeaderString({ payload: BODY.toString(), secret, timestamp, scheme });
}

const signature = (options: Signed = {}) => header(options).split(',')[1] ?? '';

interface Check {
  header: string | string[] | undefined;
  body?: Buffer;
  secrets?: string[];
}

function verify({ header: given, body = BODY, secrets = [SECRET] }: Check): string {
  const verdict = verifyStripeSignature({ rawBody: body, header: given, secrets, nowMs: NOW_S * 1000 + 999 });
  return verdict.kind === 'refused' ? verdict.why : verdict.kind;
}

function verifiesAtStripe(given: string, body: Buffer, secret: string): boolean {
  try {
    stripe.webhooks.constructEvent(body, given, secret, 300, undefined, NOW_S * 1000 + 999);
    return true;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) return false;
    throw error;
  }
}

describe('the signature of a Stripe webhook', () => {
  const cases: Record<string, { header: string; verdict: string; body?: Buffer }> = {
    'is accepted when fresh': { header: header(), verdict: 'verified' },
    'is accepted at 299 s': { header: header({ ageSeconds: 299 }), verdict: 'verified' },
    'is accepted at exactly 300 s': { header: header({ ageSeconds: 300 }), verdict: 'verified' },
    'is stale at 301 s': { header: header({ ageSeconds: 301 }), verdict: 'stale' },
    'may be the second v1': {
      header: `${header({ secret: OTHER_SECRET })},${signature()}`,
      verdict: 'verified',
    },
    'may have unknown parts beside it': { header: `${header()},v0=abc,v2=def,x`, verdict: 'verified' },
    'must not be v0 only': { header: header({ scheme: 'v0' }), verdict: 'bad_signature' },
    'must be lower-case hex': { header: header().replace(/(?<=v1=).*/, upper), verdict: 'bad_signature' },
    'must follow its comma at once': { header: header().replace(',', ', '), verdict: 'bad_signature' },
    'must be complete': { header: header().slice(0, -1), verdict: 'bad_signature' },
    'must be of this secret': { header: header({ secret: OTHER_SECRET }), verdict: 'bad_signature' },
    'must be of this timestamp': {
      header: header().replace(/t=\d+/, `t=${NOW_S - 1}`),
      verdict: 'bad_signature',
    },
    'must be of this body': {
      header: header(),
      body: Buffer.concat([BODY, Buffer.from(' ')]),
      verdict: 'bad_signature',
    },
    'needs a timestamp': { header: signature(), verdict: 'bad_signature' },
    'needs a v1': { header: `t=${NOW_S}`, verdict: 'bad_signature' },
    'is not just any text': { header: 'nonsense', verdict: 'bad_signature' },
  };
  for (const [rule, { header: given, verdict, body = BODY }] of Object.entries(cases)) {
    it(`${rule}, as Stripe's own SDK judges`, () => {
      assert.equal(verify({ header: given, body }), verdict);
      assert.equal(verifiesAtStripe(given, body, SECRET), verdict === 'verified');
    });
  }

  it('is over the raw bytes, also where they are no UTF-8', () => {
    const body = Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0x7d]);
    const digest = createHmac('sha256', SECRET).update(`${NOW_S}.`).update(body).digest('hex');
    assert.equal(verify({ header: `t=${NOW_S},v1=${digest}`, body }), 'verified');
  });

  it('may be of any of several secrets, in any order', () => {
    for (const secrets of [
      [SECRET, OTHER_SECRET],
      [OTHER_SECRET, SECRET],
    ]) {
      assert.equal(verify({ header: header(), secrets }), 'verified');
    }
    assert.equal(verify({ header: header(), secrets: [OTHER_SECRET] }), 'bad_signature');
  });

  it('is missing where there is no header', () => {
    for (const none of [undefined, '', []]) assert.equal(verify({ header: none }), 'missing_signature');
  });

  it('is refused where two headers leave open which one counts', () => {
    assert.equal(verify({ header: [header()] }), 'verified');
    assert.equal(verify({ header: [header(), header()] }), 'bad_signature');
    assert.equal(verify({ header: `${header()},t=${NOW_S}` }), 'bad_signature');
  });

  it('is refused from the future too, unlike by the SDK', () => {
    assert.equal(verify({ header: header({ ageSeconds: -300 }) }), 'verified');
    assert.equal(verify({ header: header({ ageSeconds: -301 }) }), 'stale');
    assert.equal(verifiesAtStripe(header({ ageSeconds: -301 }), BODY, SECRET), true);
  });

  it('never holds with a blank secret, nor without any', () => {
    const forged = (secret: string) =>
      `t=${NOW_S},v1=${createHmac('sha256', secret).update(`${NOW_S}.`).update(BODY).digest('hex')}`;
    for (const blank of ['', ' ']) {
      assert.equal(verify({ header: forged(blank), secrets: [blank] }), 'bad_signature');
    }
    assert.equal(verify({ header: header(), secrets: [] }), 'bad_signature');
  });
});

function upper(text: string): string {
  return text.toUpperCase();
}
