import type { WebhookSource } from '../../source.ts';
import { createVerifiedSource } from '../../verified-source.ts';
import { parseChargebeeEvent } from './parse.ts';
import { translateChargebeeEvent } from './translate.ts';
import { verifyChargebeeLogin, type ChargebeeLogin } from './verify.ts';

/** Chargebee's webhooks: who is asking, then shape, then meaning. */
export function createChargebeeSource(login: ChargebeeLogin): WebhookSource {
  return createVerifiedSource({
    name: 'chargebee',
    verify: ({ headers }) => verifyChargebeeLogin(headers.authorization, login),
    parse: parseChargebeeEvent,
    translate: translateChargebeeEvent,
  });
}
