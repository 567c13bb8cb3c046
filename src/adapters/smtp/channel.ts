import MailComposer from 'nodemailer/lib/mail-composer';
import type { EmailChannel, EmailMessage } from '../../ports/email-channel.ts';
import type { SendResult } from '../../ports/message-channel.ts';
import { handOver } from './hand-over.ts';
import { readServerUrl } from './server-url.ts';

export interface SmtpChannelOptions {
  /** `smtp://` or `smtps://`, see `readServerUrl`. Secret: it may hold a password. */
  readonly url: URL;
  /** Whom mail is from, and where replies go: a mailbox that somebody reads. */
  readonly from: { readonly name: string; readonly address: string };
  /** Limit of the whole exchange, from the connection to the last answer. */
  readonly timeoutMs: number;
}

/**
 * E-mail through any mail server: one connection and one try a mail, no retry. The server queues and retries from
 * there. `Message-ID` is the delivery's, so that systems which drop doubles can; `Auto-Submitted` (RFC 3834) keeps
 * holiday answers away.
 */
export function createSmtpChannel(options: SmtpChannelOptions): EmailChannel {
  const server = readServerUrl(options.url);
  return {
    async send(message): Promise<SendResult> {
      const envelope = { from: options.from.address, to: [message.to] };
      const messageId = idOf(message, options);
      const raw = await compose(message, messageId, options);
      const result = await handOver({ server, envelope, raw, timeoutMs: options.timeoutMs });
      return result.kind === 'accepted' ? { ...result, messageId } : result;
    },
  };
}

/** Stable: the same delivery has the same id for ever. */
function idOf({ deliveryId }: EmailMessage, { from }: Pick<SmtpChannelOptions, 'from'>): string {
  return `<${deliveryId}@${from.address.slice(from.address.lastIndexOf('@') + 1)}>`;
}

function compose(
  { to, subject, text, html, unsubscribe }: EmailMessage,
  messageId: string,
  { from }: Pick<SmtpChannelOptions, 'from'>,
): Promise<Buffer> {
  const mail = new MailComposer({
    from,
    // An object, not a text: a text is parsed as a list of addresses.
    to: { name: '', address: to },
    subject,
    text,
    html,
    messageId,
    headers: { 'Auto-Submitted': 'auto-generated', ...(unsubscribe && wayOut(unsubscribe, from.address)) },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return mail.compile().build();
}

/**
 * RFC 2369, and RFC 8058 where there is a link: mail programs show a button. The mail asks a person, who reads replies anyway.
 */
function wayOut({ link }: NonNullable<EmailMessage['unsubscribe']>, address: string): Record<string, string> {
  const mailto = `<mailto:${address}?subject=unsubscribe>`;
  if (link === null) return { 'List-Unsubscribe': mailto };
  return {
    'List-Unsubscribe': `<${link}>, ${mailto}`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  };
}
