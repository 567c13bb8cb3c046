import { randomUUID, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';

const FIXTURES = new URL('../../fixtures/paypal/', import.meta.url);

/** `signing-chain.pem` is the one that the key belongs to. */
export function certificateFile(name: string): string {
  return readFileSync(new URL(name, FIXTURES), 'utf8');
}

export interface PaypalSigning {
  readonly body: string;
  readonly webhookId: string;
  /** Where the certificate can be fetched. */
  readonly certUrl: string;
  readonly at: Date;
}

/** The headers with which PayPal delivers a body. */
export function paypalHeaders({ body, webhookId, certUrl, at }: PaypalSigning): Record<string, string> {
  const id = randomUUID();
  const time = at.toISOString().replace(/\.\d+Z$/, 'Z');
  const message = `${id}|${time}|${webhookId}|${crc32(Buffer.from(body))}`;
  const signature = sign('RSA-SHA256', Buffer.from(message), certificateFile('signing-key.pem'));
  return {
    'paypal-transmission-id': id,
    'paypal-transmission-time': time,
    'paypal-transmission-sig': signature.toString('base64'),
    'paypal-cert-url': certUrl,
    'paypal-auth-algo': 'SHA256withRSA',
  };
}
