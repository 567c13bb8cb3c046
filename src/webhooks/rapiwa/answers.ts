import { toInstant, type IsoInstant } from '../../domain/instant.ts';
import type { Phone } from '../../domain/phone.ts';
import type { Log } from '../../ports/log.ts';
import type { MessageChannel } from '../../ports/message-channel.ts';

export interface Answering {
  readonly whatsapp: MessageChannel;
  /** Nothing may go out now: the device is known not to send, or nothing is ever sent. */
  readonly isSilent: () => Promise<boolean>;
  readonly log: Log;
  readonly now: () => number;
}

/** One kind of answer by machine. */
export interface AnswerKind<Asked> {
  /** In the log: `<name>.settled`, `<name>.failed`. */
  readonly name: 'opt_out_answer' | 'reply_acknowledgement';
  readonly textFor: (asked: Asked) => string;
  /** The commit that allows the one request; false: not now. */
  readonly license: (asked: Asked, now: IsoInstant) => Promise<boolean>;
  /** Keeps what became of it, a `SendResult['kind']`. */
  readonly settle: (asked: Asked, result: string) => Promise<void>;
}

export interface Answers<Asked> {
  /** Sends one licensed answer; not waited for, never throws. */
  answer(asked: Asked): void;
  /** Waits for what is under way. */
  stop(): Promise<void>;
}

/**
 * One line to somebody who has just written to us, after the commit of what they wrote. Its number is nowhere but in
 * memory, and a licence is used once: an answer cut off by a crash, or whose own answer was lost, is never sent again,
 * which is better than twice.
 */
export function createAnswers<Asked extends { readonly to: Phone }>(
  answering: Answering,
  kind: AnswerKind<Asked>,
): Answers<Asked> {
  const running = new Set<Promise<void>>();
  return {
    answer: (asked) => {
      const sending = send(answering, kind, asked)
        .catch((error: unknown) => answering.log.error({ err: error }, `${kind.name}.failed`))
        .finally(() => running.delete(sending));
      running.add(sending);
    },
    stop: async () => {
      await Promise.all(running);
    },
  };
}

async function send<Asked extends { readonly to: Phone }>(
  { whatsapp, isSilent, log, now }: Answering,
  { name, textFor, license, settle }: AnswerKind<Asked>,
  asked: Asked,
): Promise<void> {
  if (await isSilent()) return;
  // Before the licence: what cannot be written must not use it up.
  const text = textFor(asked);
  if (!(await license(asked, toInstant(now())))) return;
  const { kind } = await whatsapp.send({ to: asked.to, text });
  await settle(asked, kind);
  log.info({ result: kind }, `${name}.settled`);
}
