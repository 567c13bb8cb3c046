import type { EmailAddress } from '../../domain/email-address.ts';
import type { EmailChannel } from '../../ports/email-channel.ts';
import type { SendResult } from '../../ports/message-channel.ts';
import type { StaffChannel, StaffTold } from '../../ports/staff-channel.ts';
import { replyMail } from './staff-mail.ts';

export interface StaffMailboxOptions {
  readonly channel: EmailChannel;
  /** The team's mailbox. */
  readonly to: EmailAddress;
}

/** Where there is no Slack: replies go to the team's mailbox with their context. Alerts were mailed when they came up. */
export function createStaffMailbox({ channel, to }: StaffMailboxOptions): StaffChannel {
  return {
    tell: async (news) => {
      if (news.kind === 'alert') return { kind: 'told' };
      const { subject, text } = replyMail(news.kind, news.reply);
      const html = `<pre>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</pre>`;
      const deliveryId = `${news.kind}-${news.reply.replyId}`;
      return toldBy(await channel.send({ to, subject, text, html, deliveryId }));
    },
  };
}

/** A mail whose answer was lost may have arrived; it has the same `Message-ID`, and reading it twice is better than never. */
function toldBy(result: SendResult): StaffTold {
  switch (result.kind) {
    case 'accepted':
      return { kind: 'told' };
    case 'rejected':
      return { kind: 'refused', why: result.why };
    case 'rate_limited':
      return { kind: 'away', why: result.kind, waitMs: result.retryAfterMs };
    case 'blocked':
    case 'unreachable':
    case 'unknown':
      return { kind: 'away', why: result.kind, waitMs: null };
  }
}
