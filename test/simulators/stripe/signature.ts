import { createHmac } from 'node:crypto';

/**
 * The `Stripe-Signature` header. Several secrets give one `v1` each, as Stripe sends while a secret is rolled.
 * @param timestamp Unix seconds
 * @see https://docs.stripe.com/webhooks#verify-manually
 */
export function stripeSignature(body: string, secrets: readonly string[], timestamp: number): string {
  const signatures = secrets.map(
    (secret) => `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`,
  );
  return [`t=${timestamp}`, ...signatures].join(',');
}
