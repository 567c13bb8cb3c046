import {
  verifyTimedSignature,
  type SignatureCheck,
  type SignatureScheme,
  type SignatureVerdict,
} from '../../timed-signature.ts';

/** `Recoup-Signature: t=<unix s>,v1=<hex>[,v1=…]`: Stripe's scheme, so that any library that signs it will do. */
const RECOUP: SignatureScheme = {
  separator: ',',
  time: 't',
  digest: 'v1',
  joint: '.',
  toleranceSeconds: 300,
};

/** @param check its `header` is `Recoup-Signature` */
export function verifyRecoupSignature(check: SignatureCheck): SignatureVerdict {
  return verifyTimedSignature(RECOUP, check);
}
