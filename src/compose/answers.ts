import { createRapiwaChannel } from '../adapters/rapiwa/channel.ts';
import type { IntakeParts } from '../composition.ts';
import type { RapiwaConfig } from '../config/env.ts';
import { conversationsBefore } from '../domain/replies/conversation.ts';
import { optOutAnswer } from '../messages/opt-out-answer.ts';
import { createRenderer } from '../messages/render.ts';
import { replyAcknowledgement } from '../messages/reply-acknowledgement.ts';
import { loadTexts } from '../messages/texts.ts';
import type { InboundStore } from '../ports/inbound.ts';
import { createAnswers } from '../webhooks/rapiwa/answers.ts';
import type { StopAnswer } from '../webhooks/rapiwa/take-keyword.ts';
import type { Acknowledgement } from '../webhooks/rapiwa/take-reply.ts';
import { deviceOf } from './keys.ts';

export interface CustomerAnswers {
  readonly answerStop: (to: StopAnswer) => void;
  /** Does nothing unless the texts' settings switch it on. */
  readonly acknowledge: (reply: Acknowledgement) => void;
  /** Waits for what is under way. */
  readonly stop: () => Promise<void>;
}

/** What customers are answered by machine: that their STOP was heard, and, if wanted, that their reply has come. */
export function composeAnswers(
  { config, database, log, now }: Pick<IntakeParts, 'config' | 'database' | 'log' | 'now'>,
  { rapiwa, store }: { readonly rapiwa: RapiwaConfig; readonly store: InboundStore },
): CustomerAnswers {
  const texts = loadTexts(config.templatesDir);
  const renderer = createRenderer(texts);
  const answering = {
    whatsapp: createRapiwaChannel(rapiwa),
    // In shadow mode nothing leaves; what the customer said counts there too.
    isSilent: async () =>
      config.sendMode === 'shadow' || database.ledger.isChannelBlocked(deviceOf(rapiwa.apiKey)),
    log,
    now,
  };
  const stops = createAnswers<StopAnswer>(answering, {
    name: 'opt_out_answer',
    textFor: ({ language }) => optOutAnswer(renderer, config.businessName, language),
    license: ({ phoneHash }, at) => store.licenseAnswer(phoneHash, at),
    settle: ({ phoneHash }, result) => store.settleAnswer(phoneHash, result),
  });
  const acknowledgements = createAnswers<Acknowledgement>(answering, {
    name: 'reply_acknowledgement',
    textFor: (reply) => replyAcknowledgement(renderer, config.businessName, reply),
    license: ({ phoneHashes }, at) =>
      store.licenseAcknowledgement({
        phoneHashes,
        now: at,
        lastBefore: conversationsBefore(at, config.dayLengthMs),
      }),
    settle: ({ phoneHashes }, result) => store.settleAcknowledgement(phoneHashes, result),
  });
  return {
    answerStop: stops.answer,
    acknowledge: texts.acknowledgesReplies ? acknowledgements.answer : () => undefined,
    stop: async () => {
      await stops.stop();
      await acknowledgements.stop();
    },
  };
}
