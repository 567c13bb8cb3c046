import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLogger } from './adapters/log/logger.ts';
import { composeAlerts } from './compose/channels.ts';
import { switchEvents } from './compose/events.ts';
import { composeInbound } from './compose/inbound.ts';
import { composePages } from './compose/pages.ts';
import { checkTexts } from './compose/texts.ts';
import { composeIntake, openDatabase, type Intake } from './composition.ts';
import { parseEnv, type Config } from './config/env.ts';
import { SOURCE_VARIABLES } from './config/source-variables.ts';
import { createApp } from './http/app.ts';
import { createHealthRouter } from './http/health.ts';
import { createMetrics } from './http/metrics.ts';
import type { StaffAlerts } from './ports/staff-alerts.ts';
import { announceReady, runProcess, untilAskedToStop } from './process-life.ts';
import { createReadiness } from './server-readiness.ts';
import { lazyClient, temporalTarget } from './temporal/connection.ts';
import { createWebhookRouter } from './webhooks/router.ts';

const NO_SOURCE = `set ${SOURCE_VARIABLES.stripe.join(' and ')}, or the variables of another source`;

/** Accepts webhooks, and hands what they tell to Temporal. */
async function main(): Promise<void> {
  const config = parseEnv(process.env);
  const log = createLogger('server', config.logLevel);
  checkTexts(config, log);
  const target = temporalTarget(config.temporal.env);
  const database = await openDatabase(config, log, { name: 'server', size: 12 });
  await switchEvents({ config, database });
  // The relay asks again by itself, each second.
  const client = lazyClient(target, { tries: 'one' });
  const team = composeAlerts({ config, database, log, clock: () => Promise.resolve(Date.now()) });
  // Never throws, and no webhook's answer waits for Slack.
  const alerts: StaffAlerts = { alert: (alert) => Promise.resolve(void team.alert(alert)) };
  const parts = { config, database, log, now: Date.now };
  const intake = composeIntake({ ...parts, client, alerts });
  const inbound = await composeInbound({ ...parts, engine: intake.engine, alerts });
  const pages = await composePages(parts);
  const readiness = createReadiness({ config, client, intake, onRapiwa: inbound.noteHealth });

  let draining = false;
  const metrics = createMetrics(readiness.relayLagSeconds);
  const app = createApp({
    onAnswered: metrics.countWebhook,
    machines: [createWebhookRouter({ ...intake, alerts, log, now: Date.now })],
    routers: [createHealthRouter(readiness.read), metrics.router, ...inbound.routers, ...pages],
    log,
    isDraining: () => draining,
  });
  const respond = app.callback();
  const server = await listen((request, response) => void respond(request, response), config.http);
  const url = urlOf(server);
  log.info({ url, sources: intake.sources.map((source) => source.name) }, 'server.ready');
  if (intake.sources.length === 0) log.error({ remedy: NO_SOURCE }, 'server.no_source_configured');
  const askedToStop = untilAskedToStop();
  announceReady(url);

  log.info({ why: await askedToStop }, 'server.stopping');
  draining = true;
  // Before the connection is closed: a call cut off by that would fail where nobody can catch it.
  const pollsEnded = readiness.stop();
  await stop(server, intake);
  await pollsEnded;
  await inbound.stop();
  await client.connection.close();
  await database.db.destroy();
}

function listen(listener: RequestListener, { host, port }: Config['http']): Promise<Server> {
  const server = createServer(listener);
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const busy = error.code === 'EADDRINUSE';
      reject(busy ? new Error(`HTTP_PORT ${port} is in use: stop what uses it, or set HTTP_PORT`) : error);
    });
    server.listen(port, host, () => resolve(server));
  });
}

function urlOf(server: Server): string {
  const { address, port, family } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

/** Requests under way are answered, what they told is committed, what is being handed over is finished. */
async function stop(server: Server, intake: Intake): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  // A connection on which nobody ever asks anything is not idle in Node's sense, and would keep us for ever.
  const patience = setTimeout(() => server.closeAllConnections(), 5_000);
  await intake.inbox.drain();
  await closed;
  clearTimeout(patience);
  await intake.relay.stop();
}

await runProcess(main);
