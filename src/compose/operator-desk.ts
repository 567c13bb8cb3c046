import type { Logger } from 'pino';
import { createDeliverStep } from '../activities/deliver-step.ts';
import { createLogger } from '../adapters/log/logger.ts';
import { createChannelDesk } from '../adapters/postgres/channel-desk.ts';
import { createDeliveryDesk } from '../adapters/postgres/delivery-desk.ts';
import { createReplyDesk } from '../adapters/postgres/reply-desk.ts';
import { createRapiwaHealth } from '../adapters/rapiwa/health.ts';
import { composeActivityDeps, openDatabase, type OpenDatabase } from '../composition.ts';
import { parseWorkerEnv } from '../config/env.ts';
import { variables } from '../config/variables.ts';
import { toInstant } from '../domain/instant.ts';
import type { ChannelCheck } from '../operator/channel-verbs.ts';
import { UsageError } from '../operator/command.ts';
import type { Holding } from '../operator/holds-verb.ts';
import type { ChannelDesk } from '../ports/channel-ledger.ts';
import type { ReplyDesk } from '../ports/reply-desk.ts';
import type { DeliveryDesk, Resent } from '../ports/staff-desk.ts';
import { lazyClient, temporalTarget } from '../temporal/connection.ts';
import { readStatus } from '../temporal/read-status.ts';
import type { DeliverStepResult } from '../workflows/activity-contract.ts';
import { deviceOf } from './keys.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** What the operator's verbs reach the service with: the ledger always, the rest when a verb asks for it. */
export interface OperatorDesk {
  readonly channel: ChannelDesk;
  readonly deliveries: DeliveryDesk;
  readonly replies: ReplyDesk;
  /** Throws a `UsageError` naming the variable that is missing. */
  channelCheck(): ChannelCheck;
  /** One try to send, in this process. Throws a `ConfigError` naming what a worker needs and we have not. */
  resend: (debt: Parameters<Holding['ask']>[0], step: Parameters<typeof toRequest>[1]) => Promise<Resent>;
  askRecovery: Holding['ask'];
  close(): Promise<void>;
}

/** @param env with DATABASE_URL; the rest as the verbs need it */
export async function composeOperatorDesk(
  env: Env,
  log: Logger = createLogger('recoup', 'error'),
): Promise<OperatorDesk> {
  const databaseUrl = env['DATABASE_URL'] ?? '';
  const database = await openDatabase({ databaseUrl }, log, { name: 'operator', size: 2 });
  const temporal = operatorTemporal(env);
  const channel = createChannelDesk(database.db);
  return {
    channel,
    deliveries: createDeliveryDesk(database.db),
    replies: createReplyDesk(database.db),
    channelCheck: () => channelCheck(env, channel),
    resend: async (debt, step) => resultOf(await deliver({ env, database, log }, toRequest(debt, step))),
    askRecovery: temporal.ask,
    close: async () => {
      await temporal.close();
      await database.db.destroy();
    },
  };
}

/** Answers of a run take a worker, which may have to replay it. */
const ASK_MS = 10_000;

function operatorTemporal(env: Env): { readonly ask: Holding['ask']; readonly close: () => Promise<void> } {
  let client: ReturnType<typeof lazyClient> | null = null;
  return {
    ask: (debt) => {
      const own = Object.entries(env).filter(([name, value]) => name.startsWith('TEMPORAL_') && value);
      if (!env['TEMPORAL_ADDRESS']) {
        throw new UsageError(
          'TEMPORAL_ADDRESS is missing: `holds` asks the running recoveries; give host:port',
        );
      }
      client ??= lazyClient(temporalTarget(Object.fromEntries(own) as Record<string, string>));
      return readStatus(client, debt, Date.now() + ASK_MS);
    },
    close: async () => client?.connection.close(),
  };
}

function channelCheck(env: Env, desk: ChannelDesk): ChannelCheck {
  const read = variables.pick({ RAPIWA_API_KEY: true, RAPIWA_BASE_URL: true }).safeParse(env);
  const apiKey = read.data?.RAPIWA_API_KEY;
  if (!apiKey) {
    throw new UsageError(
      'RAPIWA_API_KEY is missing or malformed: `channel check` asks Rapiwa, with the key of the worker',
    );
  }
  const baseUrl = read.data?.RAPIWA_BASE_URL ?? new URL('https://app.rapiwa.com');
  const health = createRapiwaHealth({ apiKey, baseUrl, timeoutMs: 5_000 });
  return {
    desk,
    device: deviceOf(apiKey),
    readHealth: async () => (await health.check()).status,
    now: () => toInstant(Date.now()),
  };
}

type Request = Parameters<ReturnType<typeof createDeliverStep>>[0];

interface DeliverParts {
  readonly env: Env;
  readonly database: OpenDatabase;
  readonly log: Logger;
}

function toRequest(debt: Parameters<Holding['ask']>[0], step: Request['step']) {
  return { debt, step };
}

/** Staff said now: due instant and window do not count; payment, consent, STOP, pace and the licence do. */
async function deliver(
  { env, database, log }: DeliverParts,
  { debt, step }: ReturnType<typeof toRequest>,
): Promise<DeliverStepResult> {
  const record = await database.ledger.findRecovery(debt);
  if (!record) throw new Error(`the ledger knows no recovery of ${debt.debtId}`);
  const clock = () => Promise.resolve(Date.now());
  const deps = await composeActivityDeps({ config: parseWorkerEnv(env), database, log, clock });
  return createDeliverStep(deps)({
    recovery: record.input,
    step,
    nextDueAt: null,
    optedOut: false,
    hurry: true,
    trouble: null,
  });
}

function resultOf(result: DeliverStepResult): Resent {
  switch (result.kind) {
    case 'sent':
      return { kind: 'sent', channel: result.channel };
    case 'unknown':
      return { kind: 'unknown' };
    case 'stopped':
      return { kind: 'not_sent', why: `the invoice is ${result.standing}` };
    case 'deferred':
      return { kind: 'not_sent', why: `${result.why}: not before ${result.until}` };
    case 'held':
    case 'skipped':
      return { kind: 'not_sent', why: result.why };
  }
}
