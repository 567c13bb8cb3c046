import { Readable } from 'node:stream';
import SMTPConnection, { type SMTPEnvelope } from 'nodemailer/lib/smtp-connection';
import type { SendResult } from '../../ports/message-channel.ts';
import { classifyFailure } from './classify.ts';
import type { SmtpServer } from './server-url.ts';

export interface HandingOver {
  readonly server: SmtpServer;
  readonly envelope: SMTPEnvelope;
  /** The whole mail, headers and all. */
  readonly raw: Buffer;
  readonly timeoutMs: number;
}

/** One mail over one connection of its own. Never throws: failures are values. */
export async function handOver({ server, envelope, raw, timeoutMs }: HandingOver): Promise<SendResult> {
  const mail = watched(raw);
  const limit = { connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs };
  const connection = new SMTPConnection({ ...server.connection, ...limit, socketCloseTimeout: 0 });
  let timer: NodeJS.Timeout | undefined;
  try {
    await Promise.race([
      exchange(connection, server, { envelope, mail: mail.stream }),
      // Each of the library's limits begins anew with every answer.
      new Promise((_, reject) => {
        timer = setTimeout(() => reject(new OutOfTime()), timeoutMs);
      }),
    ]);
    // Said politely and not waited for; the time limits end it where the server does not answer.
    connection.quit();
    return { kind: 'accepted', messageId: null };
  } catch (error) {
    connection.close();
    return classifyFailure({ ...readFailure(error), mayHaveWritten: mail.wasRead() });
  } finally {
    clearTimeout(timer);
  }
}

class OutOfTime extends Error {
  readonly code = 'ETIMEDOUT';
}

/** The mail, which tells whether the library has begun to write it: only after the server's `354`. */
function watched(raw: Buffer) {
  let isRead = false;
  const stream = new Readable({
    read() {
      isRead = true;
      this.push(raw);
      this.push(null);
    },
  });
  return { stream, wasRead: () => isRead };
}

interface Mail {
  readonly envelope: SMTPEnvelope;
  readonly mail: Readable;
}

function exchange(
  connection: SMTPConnection,
  { login }: SmtpServer,
  { envelope, mail }: Mail,
): Promise<void> {
  return new Promise((resolve, reject) => {
    // Stays on: what the socket says after the end must not be an unhandled 'error'.
    connection.on('error', reject);
    const send = (): void =>
      connection.send(envelope, mail, (error) => {
        if (error) return reject(error);
        resolve();
      });
    connection.connect((error) => {
      if (error) return reject(error);
      if (!login) return send();
      connection.login({ ...login }, (refused) => (refused ? reject(refused) : send()));
    });
  });
}

/** Only codes are taken: the library's messages repeat the address. */
function readFailure(error: unknown) {
  const seen = (error ?? {}) as Record<string, unknown>;
  const text = (name: string): string => (typeof seen[name] === 'string' ? seen[name] : '');
  const reply = seen['responseCode'];
  return {
    code: text('code'),
    cause: text('originalCode'),
    command: text('command'),
    reply: typeof reply === 'number' ? reply : null,
    words: text('response'),
  };
}
