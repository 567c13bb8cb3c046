/*
 * The peer that accepting is measured against: Koa, the body, our verifier, one JSON.parse, 200. Nothing is kept. With
 * `TEMPORAL_ADDRESS` it awaits `workflow.start` before it answers, which is the other way to be durable.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client, Connection } from '@temporalio/client';
import Koa from 'koa';
import getRawBody from 'raw-body';
import { verifyStripeSignature } from '../../../src/webhooks/sources/stripe/verify.ts';

const { TEMPORAL_ADDRESS: address, STRIPE_WEBHOOK_SECRET: secret = '' } = process.env;
const client = address ? new Client({ connection: await Connection.connect({ address }) }) : null;

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
  const event = JSON.parse(rawBody.toString('utf8')) as { data: { object: { id: string } } };
  await startWorkflow(event.data.object.id);
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

async function startWorkflow(invoiceId: string): Promise<void> {
  await client?.workflow.start('recoverPayment', {
    workflowId: `recovery:stripe:${invoiceId}`,
    taskQueue: 'bench',
    args: [{ source: 'stripe', debtId: invoiceId }],
  });
}
