import { timedSignature } from '../../timed-signature.ts';

/**
 * `Paddle-Signature: ts=<unix s>;h1=<hex>[;h1=<hex>]`, where `h1` is HMAC-SHA256 over `<ts>:<raw body>`, with the
 * destination's whole `pdl_ntfset_…` key. Not the SDK's `unmarshal`: of two `h1` it tries the last one only, which
 * breaks the replacing of a secret, compares in a time that tells how much was right, takes any future, and refuses
 * after 5 s, which a clock that is a little off does not keep.
 * @see https://developer.paddle.com/webhooks/signature-verification, as of 2026-11-23
 */
export const verifyPaddleSignature = timedSignature({
  separator: ';',
  time: 'ts',
  digest: 'h1',
  joint: ':',
  toleranceSeconds: 300,
});
