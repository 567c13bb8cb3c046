import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { SigningCertificates } from '../../../src/ports/signing-certificates.ts';
import { certificateFile } from '../../simulators/paypal/signature.ts';

/** An event as PayPal posts it. */
export interface RecordedEvent {
  [field: string]: unknown;
  resource: Record<string, unknown>;
}

/** A fresh copy of `test/fixtures/paypal/<name>.json`. */
export function recordedEvent(name: string): RecordedEvent {
  const file = new URL(`../../fixtures/paypal/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as RecordedEvent;
}

/** A recorded event with other values in the event, its resource, or both. */
export function changed(
  name: string,
  { event, resource }: { event?: Record<string, unknown>; resource?: Record<string, unknown> },
): RecordedEvent {
  const recorded = recordedEvent(name);
  return { ...recorded, ...event, resource: { ...recorded.resource, ...resource } };
}

export const CERT_URL = 'https://api.sandbox.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594';

/** The one certificate of the fixtures, at its address; any other is refused. */
export const knownCertificate: SigningCertificates = {
  find: (url) =>
    url === CERT_URL
      ? { kind: 'known', key: new X509Certificate(certificateFile('signing-chain.pem')).publicKey }
      : { kind: 'refused' },
};
