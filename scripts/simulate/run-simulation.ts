import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parseEnv, type Config } from '../../src/config/env.ts';
import type { Arguments } from './arguments.ts';
import { chooseCustomers } from './choose-customers.ts';
import type { SimulatedCustomer } from './customer.ts';
import { nextMondayMorning } from './first-failure.ts';
import { openOwnStage } from './own-stage.ts';
import { play } from './play.ts';
import { createProgressLine } from './progress-line.ts';
import { installQuietRuntime } from './quiet-runtime.ts';
import { reportPage } from './report/page.ts';
import { retell } from './retell.ts';
import { measureSpeed } from './speed.ts';
import type { Stage } from './stage.ts';
import { toTable } from './table.ts';
import type { Told } from './told.ts';
import { hasEmail, takenVariables, STAND_IN_BUSINESS } from './user-variables.ts';

export interface Running {
  readonly args: Arguments;
  /** The user's, `.temporal.env` included. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute. */
  readonly dataDir: string;
}

/** Simulates, prints, and writes the report. Throws what the user can repair as `ConfigError`, `CustomersError`, … */
export async function runSimulation(running: Running): Promise<void> {
  const { args, env, dataDir } = running;
  const variables = variablesFor(running);
  const config = checked(variables, env);
  const now = Date.now();
  const customers = await chooseCustomers({ ...args, env, windowMs: config.reconcileWindowMs, now });
  say(
    `simulating ${customers.length === 1 ? '1 customer' : `${customers.length} customers`} of ${variables['BUSINESS_NAME']} …`,
  );
  installQuietRuntime();
  const stage = await openOwnStage(
    env['TEMPORAL_TEST_SERVER_PATH'] || process.env['TEMPORAL_TEST_SERVER_PATH']!,
  );
  const stopListening = closeOnInterrupt(() => stage.close());
  try {
    const { told, seconds } = await simulate(customers, { stage, variables, config, env, args });
    await show(told, { args, dataDir });
    if (args.cast.kind === 'count') console.log(await measureSpeed({ stage, customers, told, seconds }));
  } finally {
    stopListening();
    await stage.close();
  }
}

/** With `--count` a phone's pace would stretch the run over weeks. */
function variablesFor({ args: { cast }, env }: Running): Record<string, string> {
  const pace =
    cast.kind === 'count' && !cast.pace
      ? { RAPIWA_MIN_GAP_MS: '0', RAPIWA_HOURLY_CAP: '0', RAPIWA_DAILY_CAP: '0' }
      : {};
  return { ...takenVariables(env), ...pace };
}

/** Read before anything is started, as server and worker would read it. */
function checked(variables: Record<string, string>, env: Running['env']): Config {
  const { RECONCILE_WINDOW = '' } = env;
  const { EMAIL_FROM = '', ...rest } = variables;
  const mail = hasEmail(env) ? { SMTP_URL: 'smtp://127.0.0.1:25', EMAIL_FROM } : {};
  const places = { DATABASE_URL: 'postgres://127.0.0.1/simulation', TEMPORAL_ADDRESS: '127.0.0.1:7233' };
  if (!env['BUSINESS_NAME']?.trim())
    say(`BUSINESS_NAME is not set: the messages are those of ${STAND_IN_BUSINESS}`);
  return parseEnv({ ...rest, ...mail, ...places, RECONCILE_WINDOW });
}

interface Simulating extends Pick<Running, 'args' | 'env'> {
  readonly stage: Stage;
  readonly variables: Record<string, string>;
  readonly config: Config;
}

async function simulate(
  customers: readonly SimulatedCustomer[],
  { stage, variables, config, env, args }: Simulating,
): Promise<{ readonly told: Told; readonly seconds: number }> {
  const progress = createProgressLine();
  const begin = (now: number): number =>
    args.cast.kind === 'past_due' ? now : nextMondayMorning(now, config.timeZone);
  const options = { stage, variables, hasEmail: hasEmail(env), begin, onProgress: progress.show };
  return play(customers, options, async (played, seconds) => ({
    told: await retell(played),
    seconds,
  })).finally(progress.end);
}

async function show(told: Told, { args, dataDir }: Pick<Running, 'args' | 'dataDir'>): Promise<void> {
  const file = args.report === null ? join(dataDir, 'simulation.html') : resolve(args.report);
  await mkdir(dirname(file), { recursive: true });
  // A list of real customers holds their names: nobody else on this machine reads it.
  await writeFile(file, reportPage(told), { mode: 0o600 });
  await chmod(file, 0o600);
  console.log(args.json ? JSON.stringify(told, null, 2) : toTable(told.customers));
  say(`report: ${file}`);
}

/** On standard error: standard output belongs to the result. */
function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** The servers go first: they would outlive us. */
function closeOnInterrupt(close: () => Promise<void>): () => void {
  const end = (signal: NodeJS.Signals): void => {
    // What is under way loses its servers: that it fails now is no news.
    for (const event of ['uncaughtException', 'unhandledRejection'] as const)
      process.on(event, () => undefined);
    void close().finally(() => process.exit(signal === 'SIGINT' ? 130 : 143));
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
  return () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, end);
  };
}
