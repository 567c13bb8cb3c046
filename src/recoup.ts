import { showShadow } from './compose/operator.ts';
import { showPhoneLinks } from './compose/phone-links.ts';
import { composeInboxDesk } from './compose/inbox-desk.ts';
import { setUpHubspot } from './compose/hubspot-setup.ts';
import { lintVerb } from './compose/texts.ts';
import { composeOperatorDesk, type OperatorDesk } from './compose/operator-desk.ts';
import { operatorEnvironment } from './compose/operator-environment.ts';
import { withoutRealSystems } from './config/real-systems.ts';
import { isLiveKey } from './config/stripe-key.ts';
import { assertNever } from './domain/assert-never.ts';
import { toInstant } from './domain/instant.ts';
import type { VerbAnswer } from './operator/answer.ts';
import { checkChannel, showChannel } from './operator/channel-verbs.ts';
import { parseCommand, USAGE, UsageError, wantsJson, type Command } from './operator/command.ts';
import { databaseAddress, temporalAddress, type Environment } from './operator/database-address.ts';
import { listHolds } from './operator/holds-verb.ts';
import { listInbox, replayInbox } from './operator/inbox-verbs.ts';
import { listReplies, releaseReply } from './operator/replies-verbs.ts';
import { listUnknown, resendUnknown, settleUnknown } from './operator/unknown-verbs.ts';
import { describeReconciliation } from './operator/describe-reconciliation.ts';
import { lazyClient, temporalTarget } from './temporal/connection.ts';
import { reconcileNow } from './temporal/reconcile-now.ts';

type InboxCommand = Extract<Command, { kind: 'inbox_list' | 'inbox_replay' }>;
type DeskCommand = Exclude<
  Command,
  InboxCommand | { kind: 'help' | 'reconcile' | 'shadow' | 'lint' | 'hubspot_setup' | 'phone_links' }
>;

/** The operator's command line: `npm run recoup -- channel check`. Exit codes: 0 in order, 1 trouble, 2 usage. */
async function main(): Promise<void> {
  const args = process.argv.slice(2);
  const command = parseCommand(args);
  const answer = await follow(command, operatorEnvironment(process.env));
  const said = wantsJson(args) ? JSON.stringify(answer.data, null, 2) : answer.text;
  process.stdout.write(`${said}\n`);
  if (answer.isTrouble) process.exitCode = 1;
}

async function follow(command: Command, env: Environment): Promise<VerbAnswer> {
  if (command.kind === 'help') return { text: USAGE, data: { usage: USAGE } };
  if (command.kind === 'lint') return lintVerb(env);
  if (command.kind === 'reconcile') return reconcile(env, command);
  if (command.kind === 'hubspot_setup') return setUpHubspot(env);
  // Throws where none is known, and says where it looked.
  const withDatabase = { ...env, DATABASE_URL: databaseAddress(env) };
  if (command.kind === 'shadow') return shadow(withDatabase.DATABASE_URL);
  if (command.kind === 'phone_links') return showPhoneLinks(withDatabase, command.file);
  if (command.kind === 'inbox_list' || command.kind === 'inbox_replay') return onInbox(withDatabase, command);
  const desk = await composeOperatorDesk(
    env['SANDBOX_URL'] ? withoutRealSystems(withDatabase) : withDatabase,
  );
  try {
    return await onDesk(desk, command);
  } finally {
    await desk.close();
  }
}

async function reconcile(env: Environment, { dryRun }: { readonly dryRun: boolean }): Promise<VerbAnswer> {
  const target = temporalTarget({ ...definedIn(env), TEMPORAL_ADDRESS: temporalAddress(env) });
  const client = lazyClient(target);
  const taskQueue = env['TEMPORAL_TASK_QUEUE']?.trim() || 'recoup';
  try {
    const report = await reconcileNow({ client, taskQueue, dryRun });
    return { text: describeReconciliation(report, dryRun), data: { report } };
  } finally {
    await client.connection.close();
  }
}

function definedIn(env: Environment): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => !!entry[1]));
}

async function shadow(databaseUrl: string): Promise<VerbAnswer> {
  const text = await showShadow(databaseUrl);
  return { text, data: { shadow: text.split('\n') } };
}

async function onInbox(
  env: Environment & { readonly DATABASE_URL: string },
  command: InboxCommand,
): Promise<VerbAnswer> {
  const key = env['STRIPE_SECRET_KEY']?.trim();
  const mode = key ? (isLiveKey(key) ? 'live' : 'test') : null;
  const desk = await composeInboxDesk({ databaseUrl: env.DATABASE_URL, mode });
  try {
    if (command.kind === 'inbox_list') {
      return { text: await listInbox(desk.inbox), data: { events: await desk.inbox.list(null) } };
    }
    const text = await replayInbox(desk.inbox, command.selection);
    return { text, data: { replayed: text.split('\n') } };
  } finally {
    await desk.close();
  }
}

function onDesk(desk: OperatorDesk, command: DeskCommand): Promise<VerbAnswer> {
  const now = toInstant(Date.now());
  switch (command.kind) {
    case 'channel':
      return showChannel(desk.channel);
    case 'channel_check':
      return checkChannel(desk.channelCheck());
    case 'unknown':
      return listUnknown(desk.deliveries);
    case 'holds':
      return listHolds({ desk: desk.deliveries, ask: desk.askRecovery });
    case 'replies':
      return listReplies(desk.replies, now);
    case 'replies_release':
      return releaseReply(desk.replies, { ...command, now });
    case 'settle':
      return settleUnknown(desk.deliveries, { ...command, now }, command.state);
    case 'resend':
      return resendUnknown({ desk: desk.deliveries, send: desk.resend }, { ...command, now });
    default:
      return assertNever(command);
  }
}

try {
  await main();
} catch (error) {
  // A usage error says what to write instead; of anything else its message is enough, and shows no address.
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${error instanceof UsageError ? message : `recoup: ${message}`}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
