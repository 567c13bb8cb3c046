import { createHmac } from 'node:crypto';

/**
 * The `Paddle-Signature` header; several secrets give one `h1` each, as Paddle sends while one is rotated.
 * @param timestamp Unix seconds
 * @see https://developer.paddle.com/webhooks/signature-verification
 */
export function paddleSignature(body: string, secrets: readonly string[], timestamp: number): string {
  const digests = secrets.map(
    (secret) => `h1=${createHmac('sha256', secret).update(`${timestamp}:${body}`).digest('hex')}`,
  );
  return [`ts=${timestamp}`, ...digests].join(';');
}
