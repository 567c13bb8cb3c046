import type { ReplyLanguage } from '../../domain/reply-keyword.ts';
import { toInstant } from '../../domain/instant.ts';
import type { InboundStore } from '../../ports/inbound.ts';
import type { Log } from '../../ports/log.ts';
import type { MessageChannel } from '../../ports/message-channel.ts';
import type { StopAnswer } from './take-keyword.ts';

export interface Answering {
  readonly store: InboundStore;
  readonly whatsapp: MessageChannel;
  readonly textIn: (language: ReplyLanguage) => string;
  /** Nothing may go out now: the device is known not to send, or nothing is ever sent. */
  readonly isSilent: () => Promise<boolean>;
  readonly log: Log;
  readonly now: () => number;
}

export interface StopAnswers {
  /** Sends at most one answer per number and day; never throws. */
  answer(to: StopAnswer): void;
  /** Waits for what is under way. */
  stop(): Promise<void>;
}

/**
 * One line to say that the STOP was heard: the only message that goes to a number that has opted out. Its number is
 * nowhere but in memory, so that an answer cut off by a crash is never sent, which is better than twice.
 */
export function createStopAnswers(answering: Answering): StopAnswers {
  const running = new Set<Promise<void>>();
  return {
    answer: (to) => {
      const sending = send(answering, to)
        .catch((error: unknown) => answering.log.error({ err: error }, 'opt_out_answer.failed'))
        .finally(() => running.delete(sending));
      running.add(sending);
    },
    stop: async () => {
      await Promise.all(running);
    },
  };
}

async function send(answering: Answering, { to, phoneHash, language }: StopAnswer): Promise<void> {
  const { store, whatsapp, textIn, isSilent, log, now } = answering;
  if (await isSilent()) return;
  if (!(await store.licenseAnswer(phoneHash, toInstant(now())))) return;
  const { kind } = await whatsapp.send({ to, text: textIn(language) });
  await store.settleAnswer(phoneHash, kind);
  log.info({ result: kind }, 'opt_out_answer.settled');
}
