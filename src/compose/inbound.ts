import type Router from '@koa/router';
import { createChannelDesk } from '../adapters/postgres/channel-desk.ts';
import { createInboundStore } from '../adapters/postgres/inbound-store.ts';
import { createNewsStore } from '../adapters/postgres/news-store.ts';
import type { RapiwaHealthReading } from '../adapters/rapiwa/health.ts';
import type { IntakeParts } from '../composition.ts';
import type { Config, RapiwaConfig } from '../config/env.ts';
import type { ContactHours } from '../domain/contact-hours.ts';
import { contactPlace } from '../domain/contact-place.ts';
import { toInstant } from '../domain/instant.ts';
import type { Phone } from '../domain/phone.ts';
import { windowFor } from '../domain/window-presets.ts';
import { startNewsTeller } from '../inbox/tell-news.ts';
import type { RecoveryEngine } from '../ports/recovery-engine.ts';
import { createRapiwaRouter } from '../webhooks/rapiwa/router.ts';
import { createTake } from '../webhooks/rapiwa/take.ts';
import { composeAnswers } from './answers.ts';
import { composePhoneHash, deviceOf } from './keys.ts';
import { composeStaff } from './staff.ts';

export type InboundParts = Omit<IntakeParts, 'client'> & { readonly engine: RecoveryEngine };

/** What comes back from the WhatsApp device: replies, receipts, and whether it can send again. */
export interface Inbound {
  /** Empty where no hook is configured. */
  readonly routers: readonly Router[];
  /** A poll of the device's health: a good reading ends a block that it can judge. Never throws. */
  noteHealth(status: RapiwaHealthReading['status']): Promise<void>;
  /** News waits for running recoveries. */
  wake(): void;
  stop(): Promise<void>;
}

/** Starts telling the ledger's news to running recoveries, and opens the hook where its token is configured. */
export async function composeInbound(parts: InboundParts): Promise<Inbound> {
  const { config, database, engine, alerts, log, now } = parts;
  const news = startNewsTeller({ store: createNewsStore(database.db), engine, alerts, log, now });
  const staff = composeStaff(parts);
  const onNews = (): void => {
    news.wake();
    staff.wake();
  };
  const hook = config.rapiwa ? await openHook(parts, { rapiwa: config.rapiwa, onNews }) : null;
  return {
    routers: hook ? [hook.router] : [],
    noteHealth: (status) => noteHealth(parts, status).then((told) => (told > 0 ? news.wake() : undefined)),
    wake: news.wake,
    stop: async () => {
      await hook?.stop();
      await staff.stop();
      await news.stop();
    },
  };
}

interface HookParts {
  readonly rapiwa: RapiwaConfig;
  readonly onNews: () => void;
}

async function openHook(
  parts: InboundParts,
  { rapiwa, onNews }: HookParts,
): Promise<{ readonly router: Router; readonly stop: () => Promise<void> } | null> {
  const { config, database, alerts, log, now } = parts;
  if (rapiwa.webhookToken === null) return null;
  const store = createInboundStore(database.db);
  const hashPhone = await composePhoneHash(config, database);
  const { answerStop, acknowledge, stop } = composeAnswers(parts, { rapiwa, store });
  const take = createTake({
    ...{ store, hashPhone, answerStop, acknowledge, onNews, alerts, log, now },
    hoursOf: (phone) => replyHours(config, phone),
    dayLengthMs: config.dayLengthMs,
  });
  return { router: createRapiwaRouter({ token: rapiwa.webhookToken, take, log }), stop };
}

/** Of a number alone: the address is at the processor, and no hook waits for that. */
function replyHours({ contactWindow, timeZone, weekdayRule }: Config, phone: Phone): ContactHours {
  const nothing = { timeZone: null, country: null, state: null, postalCode: null };
  const { country, zones } = contactPlace({ ...nothing, phone }, timeZone);
  return { window: windowFor(contactWindow, country, weekdayRule), zones };
}

async function noteHealth(
  { config, database, log, now }: InboundParts,
  status: RapiwaHealthReading['status'],
): Promise<number> {
  if (!config.rapiwa || status !== 'connected') return 0;
  try {
    const device = deviceOf(config.rapiwa.apiKey);
    const told = await createChannelDesk(database.db).noteGoodHealth(device, toInstant(now()));
    if (told > 0) log.info({ device, told }, 'channel.cleared');
    return told;
  } catch (error) {
    // The next reading will tell it again.
    log.warn({ err: error }, 'channel.health_not_noted');
    return 0;
  }
}
