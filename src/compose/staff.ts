import { createLogChannel } from '../adapters/log/log-channel.ts';
import { createInboxStore } from '../adapters/postgres/inbox-store.ts';
import { createReplyDesk } from '../adapters/postgres/reply-desk.ts';
import { createStaffOutbox } from '../adapters/postgres/staff-outbox.ts';
import { createSlackChannel } from '../adapters/slack/channel.ts';
import { createStaffMailbox } from '../adapters/smtp/staff-mailbox.ts';
import { stripePage } from '../adapters/stripe/dashboard-page.ts';
import type { IntakeParts } from '../composition.ts';
import type { Config } from '../config/env.ts';
import { recoveryWorkflowId, type DebtRef } from '../domain/ids.ts';
import { createLookNow } from '../inbox/look-now.ts';
import type { Rounds } from '../inbox/rounds.ts';
import { startStaffTeller } from '../inbox/tell-staff.ts';
import { ofSource } from '../ports/per-source.ts';
import type { StaffChannel } from '../ports/staff-channel.ts';
import { rereadBy } from '../webhooks/reread.ts';
import { composeTeamMail } from './channels.ts';
import { composeSources, partOf } from './sources.ts';

/** An incoming webhook of Slack takes one message a second. */
const SLACK_GAP_MS = 1_000;

export type StaffParts = Omit<IntakeParts, 'client'>;

/** Starts telling staff what waits for them: in Slack, else in the team's mailbox, else where alerts are told. */
export function composeStaff(parts: StaffParts): Rounds {
  const { config, database, log, now } = parts;
  const sources = composeSources({ config, database, log });
  const billing = partOf(sources, 'billing');
  return startStaffTeller({
    outbox: createStaffOutbox(database.db),
    replies: createReplyDesk(database.db),
    channel: staffChannel(parts),
    gapMs: config.slackWebhookUrl ? SLACK_GAP_MS : 0,
    look: createLookNow({
      ...{ billing, now, inbox: createInboxStore(database.pool) },
      sweeps: partOf(sources, 'sweep'),
      reread: (source, body) => rereadBy(ofSource(sources, source).webhooks, body),
    }),
    ...{ billing, log, now },
    sequenceUrl: (debt) => sequencePage(config, debt),
    processorUrl: (debt) => processorPage(config, debt),
  });
}

function staffChannel({ config, alerts }: StaffParts): StaffChannel {
  const { slackWebhookUrl: url } = config;
  if (url) return createSlackChannel({ url, now: Date.now });
  const mailbox = composeTeamMail(config);
  return mailbox ? createStaffMailbox(mailbox) : createLogChannel(alerts);
}

function sequencePage({ temporalUiUrl, temporal }: Config, debt: DebtRef): string | null {
  if (!temporalUiUrl) return null;
  const namespace = encodeURIComponent(temporal.env['TEMPORAL_NAMESPACE'] ?? 'default');
  const id = encodeURIComponent(recoveryWorkflowId(debt));
  return `${temporalUiUrl.href.replace(/\/$/, '')}/namespaces/${namespace}/workflows/${id}`;
}

function processorPage({ stripe }: Config, debt: DebtRef): string | null {
  return stripe && debt.source === 'stripe' ? stripePage(debt, stripe.mode) : null;
}
