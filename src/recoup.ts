import { showShadow } from './compose-operator.ts';
import { composeInboxDesk } from './composition.ts';
import { isLiveKey } from './config/stripe-key.ts';
import { parseCommand, USAGE, UsageError, type Command } from './operator/command.ts';
import { databaseAddress, temporalAddress } from './operator/database-address.ts';
import { listInbox, replayInbox } from './operator/inbox-verbs.ts';
import { describeReconciliation } from './operator/describe-reconciliation.ts';
import { lazyClient, temporalTarget } from './temporal/connection.ts';
import { reconcileNow } from './temporal/reconcile-now.ts';

/** The operator's command line: `npm run recoup -- inbox list`. */
async function main(): Promise<void> {
  const command = parseCommand(process.argv.slice(2));
  process.stdout.write(`${command.kind === 'help' ? USAGE : await follow(command)}\n`);
}

async function follow(command: Exclude<Command, { kind: 'help' }>): Promise<string> {
  if (command.kind === 'reconcile') return reconcile(command);
  if (command.kind === 'shadow') return showShadow(databaseAddress(process.env));
  const key = process.env['STRIPE_SECRET_KEY']?.trim();
  const mode = key ? (isLiveKey(key) ? 'live' : 'test') : null;
  const desk = await composeInboxDesk({ databaseUrl: databaseAddress(process.env), mode });
  try {
    return command.kind === 'inbox_list'
      ? await listInbox(desk.inbox)
      : await replayInbox(desk.inbox, command.selection);
  } finally {
    await desk.close();
  }
}

async function reconcile({ dryRun }: { readonly dryRun: boolean }): Promise<string> {
  const target = temporalTarget({
    ...definedIn(process.env),
    TEMPORAL_ADDRESS: temporalAddress(process.env),
  });
  const client = lazyClient(target);
  const taskQueue = process.env['TEMPORAL_TASK_QUEUE']?.trim() || 'recoup';
  try {
    return describeReconciliation(await reconcileNow({ client, taskQueue, dryRun }), dryRun);
  } finally {
    await client.connection.close();
  }
}

function definedIn(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => !!entry[1]));
}

try {
  await main();
} catch (error) {
  // A usage error says what to write instead; of anything else its message is enough, and shows no address.
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${error instanceof UsageError ? message : `recoup: ${message}`}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
