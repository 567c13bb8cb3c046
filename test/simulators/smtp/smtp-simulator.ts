import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';
import { createHolds, type Hold, type HoldSwitch } from '../http/holds.ts';
import { LOGIN, smtpUrl } from './address.ts';
import { ACCEPTING, reply, type SmtpAnswer } from './answers.ts';

/** One mail whose whole content was handed over, whatever was answered. */
export interface MailRecord {
  readonly at: string;
  /** The envelope's, which is where it goes. */
  readonly to: string;
  readonly from: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly messageId: string;
  readonly autoSubmitted: string | null;
  /** Headers that say how to get no more, as they were written: `List-Unsubscribe: <…>`. */
  readonly unsubscribe: readonly string[];
  /** Whether the customer gets it: true also where the answer was lost. */
  readonly accepted: boolean;
  readonly answer: SmtpAnswer;
}

export interface SmtpSimulator {
  /** e.g. for `SMTP_URL`; holds the login. */
  readonly url: string;
  /** In order. */
  readonly mails: readonly MailRecord[];
  /** Each `RCPT TO`, refused ones too. */
  readonly recipients: readonly string[];
  /** From now on, or for so many mails. */
  setAnswer(answer: SmtpAnswer, options?: { readonly times?: number }): void;
  /** Takes the next mail to this address, and keeps its answer until it is released. */
  holdAnswer(to: string): Hold;
  /** Nobody listens any more. */
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

export interface SmtpSimulatorOptions {
  readonly now?: () => Date;
  /** Default: any free one. */
  readonly port?: number;
}

/** A mail server on loopback, without TLS, that wants a login. */
export async function startSmtpSimulator({
  now = () => new Date(),
  port: wantedPort = 0,
}: SmtpSimulatorOptions = {}): Promise<SmtpSimulator> {
  const inbox = { mails: [] as MailRecord[], recipients: [] as string[] };
  const answers = answerQueue();
  const holds = createHolds<string>();
  const sockets = new Map<number, Socket>();
  const options = behaviour({
    ...inbox,
    answers,
    holds,
    now,
    cut: (session) => sockets.get(session.remotePort)?.destroy(),
  });
  let server: SMTPServer | null = null;
  let port = wantedPort;
  const start = async (): Promise<void> => {
    server = new SMTPServer(options);
    // A client that goes away in mid-sentence is what faults are about.
    server.on('error', () => undefined);
    server.server.on('connection', (socket: Socket) => sockets.set(socket.remotePort ?? 0, socket));
    await new Promise<void>((resolve) => server!.listen(port, '127.0.0.1', resolve));
    port = (server.server.address() as AddressInfo).port;
  };
  const stop = async (): Promise<void> => {
    const stopping = server;
    server = null;
    if (!stopping) return;
    const closed = new Promise<void>((resolve) => stopping.close(resolve));
    for (const socket of sockets.values()) socket.destroy();
    sockets.clear();
    await closed;
  };
  await start();
  return {
    url: smtpUrl(port),
    ...inbox,
    setAnswer: answers.set,
    holdAnswer: (to) => holds.hold((address) => address === to),
    start,
    stop,
    close: stop,
  };
}

function answerQueue() {
  let current: SmtpAnswer = 'accept';
  let left = Infinity;
  return {
    set: (answer: SmtpAnswer, { times = Infinity }: { readonly times?: number } = {}): void => {
      current = answer;
      left = times;
    },
    now: (): SmtpAnswer => (left > 0 ? current : 'accept'),
    used: (): void => void (left -= 1),
  };
}

interface Behaviour {
  readonly mails: MailRecord[];
  readonly recipients: string[];
  readonly answers: ReturnType<typeof answerQueue>;
  readonly holds: HoldSwitch<string>;
  readonly now: () => Date;
  readonly cut: (session: SMTPServerSession) => void;
}

function behaviour(parts: Behaviour): SMTPServerOptions {
  const { answers, recipients, cut } = parts;
  const refuse = (error: Error, callback: (error: Error) => void): void => {
    answers.used();
    callback(error);
  };
  return {
    hideSTARTTLS: true,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    onAuth: ({ username, password }, _session, callback) => {
      const isOurs =
        username === LOGIN.user && password === LOGIN.password && answers.now() !== 'auth_refused';
      if (isOurs) return callback(null, { user: username });
      refuse(reply(535, '5.7.8 Authentication credentials invalid'), callback);
    },
    onMailFrom: (_address, session, callback) => {
      if (answers.now() === 'sender_refused')
        return refuse(reply(550, '5.1.8 Sender domain refused'), callback);
      if (answers.now() !== 'drop_before_data') return callback();
      answers.used();
      cut(session);
    },
    onRcptTo: ({ address }, _session, callback) => {
      recipients.push(address);
      const refusal = REFUSED_RECIPIENTS[answers.now()];
      if (!refusal) return callback();
      refuse(reply(...refusal), callback);
    },
    onData: (stream, session, callback) => {
      void buffer(stream).then((raw) => takeMail(parts, { raw, session, callback }), callback);
    },
  };
}

const REFUSED_RECIPIENTS: Readonly<Partial<Record<SmtpAnswer, [code: number, text: string]>>> = {
  unknown_mailbox: [550, '5.1.1 No such user here'],
  greylisted: [451, '4.7.1 Greylisted, try again later'],
  relay_denied: [554, '5.7.1 Relay access denied'],
};

interface Handed {
  readonly raw: Buffer;
  readonly session: SMTPServerSession;
  readonly callback: (error?: Error | null) => void;
}

async function takeMail(
  { mails, answers, holds, now, cut }: Behaviour,
  { raw, session, callback }: Handed,
): Promise<void> {
  const answer = answers.now();
  answers.used();
  const mail = await recordOf(raw, { session, answer, at: now() });
  mails.push(mail);
  await holds.pass(mail.to);
  if (answer === 'hang_after_data') return;
  if (answer === 'drop_after_data') return cut(session);
  if (answer === 'spam') return callback(reply(554, '5.7.1 Message looks like spam'));
  callback(answer === 'busy_after_data' ? reply(451, '4.3.0 Try again later') : null);
}

async function recordOf(
  raw: Buffer,
  { session, answer, at }: { session: SMTPServerSession; answer: SmtpAnswer; at: Date },
): Promise<MailRecord> {
  const mail = await simpleParser(raw);
  const autoSubmitted = mail.headers.get('auto-submitted');
  return {
    at: at.toISOString(),
    to: session.envelope.rcptTo.map(({ address }) => address).join(', '),
    from: mail.from?.text ?? '',
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    html: mail.html || '',
    messageId: mail.messageId ?? '',
    autoSubmitted: typeof autoSubmitted === 'string' ? autoSubmitted : null,
    unsubscribe: mail.headerLines
      .filter(({ key }) => key.startsWith('list-unsubscribe'))
      .map(({ line }) => line.replaceAll(/\r?\n\s+/g, ' ')),
    accepted: ACCEPTING.has(answer),
    answer,
  };
}
