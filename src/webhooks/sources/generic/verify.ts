import { timedSignature } from '../../timed-signature.ts';

/** `Recoup-Signature: t=<unix s>,v1=<hex>[,v1=…]`: Stripe's scheme, so that any library that signs it will do. */
export const verifyRecoupSignature = timedSignature({
  separator: ',',
  time: 't',
  digest: 'v1',
  joint: '.',
  toleranceSeconds: 300,
});
