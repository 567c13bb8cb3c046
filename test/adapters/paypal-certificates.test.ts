import assert from 'node:assert/strict';
import { readChain } from '../../src/adapters/paypal/certificate-chain.ts';
import { createPaypalCertificates } from '../../src/adapters/paypal/certificates.ts';
import { startPaypalSimulator, type PaypalSimulator } from '../simulators/index.ts';
import { certificateFile } from '../simulators/paypal/signature.ts';
import { eventually } from '../support/eventually.ts';
import { capturedLogger } from './captured-logger.ts';

const NOW = Date.parse('2027-01-01T00:00:00Z');

describe("PayPal's certificates", () => {
  let paypal: PaypalSimulator;
  beforeEach(async () => {
    paypal = await startPaypalSimulator({ clientId: 'c', clientSecret: 's', webhookId: 'w' });
  });
  afterEach(() => paypal.close());

  const opened = (apiBase = paypal.url) =>
    createPaypalCertificates({ apiBase: new URL(apiBase), log: capturedLogger().log, timeoutMs: 1_000 });
  const known = (certificates: ReturnType<typeof opened>, url: string, at = NOW) =>
    eventually('its certificate', () => certificates.find(url, at).kind === 'known');
  const addressOf = (name: string) => `${paypal.url}/v1/notifications/certs/${name}`;

  it('are fetched once, in the background, and known from then on', async () => {
    const certificates = opened();
    const url = addressOf('signing-chain');
    for (let count = 0; count < 3; count += 1) {
      assert.equal(certificates.find(url, NOW).kind, 'not_yet');
    }
    await known(certificates, url);
    assert.equal(paypal.requests.length, 1);
  });

  it('are refused once they have ended', async () => {
    const certificates = opened();
    const url = addressOf('signing-chain');
    certificates.find(url, NOW);
    await known(certificates, url);
    assert.equal(certificates.find(url, Date.parse('2200-01-01T00:00:00Z')).kind, 'refused');
    assert.equal(certificates.find(url, Date.parse('2020-01-01T00:00:00Z')).kind, 'refused');
  });

  it("are asked for only where PayPal's are, whatever a request says", () => {
    const anywhere = [
      'https://api.paypal.com.forger.example/v1/notifications/certs/CERT-1',
      'https://forger.example/v1/notifications/certs/CERT-1',
      'http://api.paypal.com/v1/notifications/certs/CERT-1',
      'https://api.paypal.com:8443/v1/notifications/certs/CERT-1',
      'https://user@api.paypal.com/v1/notifications/certs/CERT-1',
      'https://api.paypal.com/v1/notifications/certs/CERT-1?next=https://forger.example',
      'https://api.paypal.com/v1/notifications/certs/../webhooks',
      'https://api.paypal.com/v1/oauth2/token',
      'file:///etc/passwd',
      'CERT-1',
      addressOf('signing-chain'),
    ];
    const live = opened('https://api-m.paypal.com');
    assert.deepEqual(
      anywhere.map((url) => live.find(url, NOW).kind),
      anywhere.map(() => 'refused'),
    );
    const elsewhere = ['http://127.0.0.1:1/v1/notifications/certs/CERT-1', `${paypal.url}/v1/oauth2/token`];
    const simulated = opened();
    assert.deepEqual(
      elsewhere.map((url) => simulated.find(url, NOW).kind),
      ['refused', 'refused'],
    );
    assert.deepEqual(paypal.requests, []);
  });

  it("that are somebody else's are refused, and not asked for again for a while", async () => {
    const certificates = opened();
    const url = addressOf('other-chain');
    assert.equal(certificates.find(url, NOW).kind, 'not_yet');
    await eventually('its refusal', () => certificates.find(url, NOW).kind === 'refused');
    assert.equal(paypal.requests.length, 1);
    assert.equal(certificates.find(url, NOW + 11 * 60_000).kind, 'not_yet');
  });

  it('are asked for again where PayPal did not answer, two at a time', async () => {
    const certificates = opened();
    const url = addressOf('signing-chain');
    paypal.setFault({ kind: 'status', status: 503, times: 1 });
    certificates.find(url, NOW);
    await known(certificates, url, NOW + 3_000);
    paypal.setFault({ kind: 'hang' });
    for (let count = 0; count < 50; count += 1) certificates.find(addressOf(`CERT-${count}`), NOW);
    await eventually('the two that are asked for', () => paypal.requests.length === 4);
  });
});

describe('a file of certificates', () => {
  const read = (name: string) => readChain(certificateFile(name), 'loopback');

  it("has PayPal's own first, signed by the next", () => {
    assert.ok(read('signing-chain.pem'));
    assert.equal(read('other-chain.pem'), null);
    assert.equal(read('broken-chain.pem'), null);
    assert.equal(readChain('', 'loopback'), null);
    const [, authority = ''] = certificateFile('signing-chain.pem').split(/(?<=END CERTIFICATE-----)\n/);
    assert.equal(readChain(authority, 'loopback'), null);
  });

  it('must end at a root that is trusted, unless it is of a simulator on this machine', () => {
    assert.equal(readChain(certificateFile('signing-chain.pem'), 'anchored'), null);
  });
});
