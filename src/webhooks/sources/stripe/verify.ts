import { timedSignature } from '../../timed-signature.ts';

/**
 * `Stripe-Signature: t=<unix s>,v1=<hex>[,v1=…][,v0=…]`, where `v1` is HMAC-SHA256 over `<t>.<raw body>`, with the
 * whole `whsec_…` text as key: one matching `v1` is enough, `v0` counts for nothing. Unlike the SDK's `constructEvent`
 * it takes several secrets and refuses the far future; it also costs a seventh of it.
 * @see https://docs.stripe.com/webhooks#verify-manually, read 2026-11-23
 */
export const verifyStripeSignature = timedSignature({
  separator: ',',
  time: 't',
  digest: 'v1',
  joint: '.',
  toleranceSeconds: 300,
});
