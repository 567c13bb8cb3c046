/*
 * The peer that accepting is measured against: Koa, the body, our verifier, one JSON.parse, 200. Nothing is kept, or what
 * `keep-event.ts` says.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import getRawBody from 'raw-body';
import { verifyStripeSignature } from '../../../src/webhooks/sources/stripe/verify.ts';
import { chooseKeeper, type StripeEvent } from './keep-event.ts';

const { STRIPE_WEBHOOK_SECRET: secret = '' } = process.env;
const keep = await chooseKeeper(process.env);

const app = new Koa();
app.use(async (ctx) => {
  const rawBody = await getRawBody(ctx.req, {
    limit: 1024 * 1024,
    length: ctx.req.headers['content-length'] ?? null,
  });
  const header = ctx.req.headers['stripe-signature'];
  const verdict = verifyStripeSignature({ rawBody, header, secrets: [secret], nowMs: Date.now() });
  if (verdict.kind === 'refused') {
    ctx.status = 400;
    ctx.body = { error: verdict.why };
    return;
  }
  const text = rawBody.toString('utf8');
  await keep(JSON.parse(text) as StripeEvent, { rawBody, text });
  ctx.body = { received: true };
});

// A bench that was killed leaves nobody behind.
process.once('disconnect', () => process.exit());
process.once('SIGTERM', () => process.exit());

const respond = app.callback();
const server = createServer((request, response) => void respond(request, response));
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ kind: 'ready', url: `http://127.0.0.1:${port}` });
});
