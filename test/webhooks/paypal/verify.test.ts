import assert from 'node:assert/strict';
import type { SigningCertificates } from '../../../src/ports/signing-certificates.ts';
import { verifyPaypalSignature } from '../../../src/webhooks/sources/paypal/verify.ts';
import { paypalHeaders } from '../../simulators/paypal/signature.ts';
import { CERT_URL, knownCertificate } from './fixtures.ts';

const NOW_MS = Date.parse('2026-11-23T12:00:10Z');
const BODY = '{"id":"WH-1"}';

interface Sent {
  readonly body?: string;
  readonly at?: number;
  readonly headers?: Record<string, string | undefined>;
  readonly certificates?: SigningCertificates;
}

function verdict({ body = BODY, at = NOW_MS, headers, certificates = knownCertificate }: Sent): string {
  const signed = paypalHeaders({ body: BODY, webhookId: 'WH-ID', certUrl: CERT_URL, at: new Date(at) });
  const check = {
    rawBody: Buffer.from(body),
    headers: { ...signed, ...headers },
    webhookIds: ['WH-ID'],
    certificates,
    nowMs: NOW_MS,
  };
  const answer = verifyPaypalSignature(check);
  return answer.kind === 'verified' ? answer.kind : answer.why;
}

/** Answers like this, and counts how often it was asked. */
function asked(answer: ReturnType<SigningCertificates['find']>) {
  const urls: string[] = [];
  const find = (url: string) => {
    urls.push(url);
    return answer;
  };
  return { urls, find };
}

describe("PayPal's signature", () => {
  it('is over the bytes of the body, as they came', () => {
    assert.equal(verdict({}), 'verified');
    assert.equal(verdict({ body: '{"id": "WH-1"}' }), 'bad_signature');
  });

  it('waits for no certificate: PayPal delivers again once it is there', () => {
    assert.equal(verdict({ certificates: asked({ kind: 'not_yet' }) }), 'certificate_not_yet_known');
    assert.equal(verdict({ certificates: asked({ kind: 'refused' }) }), 'bad_signature');
  });

  it('asks for no certificate where the rest is already wrong', () => {
    const certificates = asked({ kind: 'not_yet' });
    const wrong: Sent[] = [
      { at: NOW_MS - 5 * 86_400_000 },
      { at: NOW_MS + 600_000 },
      { headers: { 'paypal-transmission-sig': 'short' } },
      { headers: { 'paypal-transmission-sig': undefined } },
      { headers: { 'paypal-auth-algo': 'SHA1withRSA' } },
      { headers: { 'paypal-cert-url': 'x'.repeat(3_000) } },
    ];
    assert.deepEqual(
      wrong.map((sent) => verdict({ ...sent, certificates })),
      ['stale', 'stale', 'bad_signature', 'missing_signature', 'bad_signature', 'missing_signature'],
    );
    assert.deepEqual(certificates.urls, []);
  });
});
