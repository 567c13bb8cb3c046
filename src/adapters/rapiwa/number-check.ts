import { phoneDigits } from '../../domain/phone.ts';
import type { NumberCheck } from '../../ports/number-check.ts';
import { ask, type RapiwaConnection } from './request.ts';

/** A hint is not worth more: the message waits behind it. */
const TIMEOUT_MS = 3_000;

/**
 * `POST /api/verify-whatsapp`, whose `data.exists` says it (docs.rapiwa.com and github.com/rapiwa/n8n-nodes-rapiwa,
 * read 2026-11-23). Anything else, 404 and 501 included, is `unknown`.
 */
export function createRapiwaNumberCheck(connection: RapiwaConnection): NumberCheck {
  const timeoutMs = Math.min(TIMEOUT_MS, connection.timeoutMs);
  return {
    async check(phone) {
      const json = { number: phoneDigits(phone) };
      const path = '/api/verify-whatsapp';
      const answer = await ask({ ...connection, timeoutMs }, { method: 'POST', path, json });
      if (answer.kind !== 'answered' || answer.status < 200 || answer.status > 299) return 'unknown';
      if (answer.body.kind !== 'json') return 'unknown';
      const { isOnWhatsapp, verdict } = answer.body;
      if (verdict === 'failure' || verdict === 'both') return 'unknown';
      return isOnWhatsapp === null ? 'unknown' : isOnWhatsapp ? 'exists' : 'absent';
    },
  };
}
