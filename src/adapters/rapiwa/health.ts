import { classifySend, isLogin } from './classify.ts';
import { ask, type Answer, type RapiwaConnection } from './request.ts';

/** Whether the linked phone can send. A hint: `unknown` says nothing and must not keep a message back. */
export interface RapiwaHealthReading {
  readonly status: 'connected' | 'disconnected' | 'unauthorized' | 'unknown';
}

export interface RapiwaHealth {
  /** Two requests at most, each with the time limit of the connection. Never throws. */
  check(): Promise<RapiwaHealthReading>;
}

/**
 * Asks `GET /api/verify-device-key` (undocumented; seen in github.com/rapiwa/n8n-nodes-rapiwa @5acc495), then
 * `GET /api/info`, whose `connected` is true while the phone is linked (docs.rapiwa.com, read 2026-11-23).
 */
export function createRapiwaHealth(connection: RapiwaConnection): RapiwaHealth {
  return {
    async check() {
      const key = await ask(connection, { method: 'GET', path: '/api/verify-device-key' });
      if (isKeyRefused(key)) return { status: 'unauthorized' };
      return { status: statusOf(await ask(connection, { method: 'GET', path: '/api/info' })) };
    },
  };
}

function statusOf(info: Answer): RapiwaHealthReading['status'] {
  if (isKeyRefused(info)) return 'unauthorized';
  if (info.kind !== 'answered' || info.status < 200 || info.status > 299) return 'unknown';
  if (info.body.kind !== 'json') return 'unknown';
  // A smaller Rapiwa may answer everything alike; only one that says "not connected" is down.
  if (info.body.isConnected === null) return saysDisconnected(info) ? 'disconnected' : 'unknown';
  return info.body.isConnected ? 'connected' : 'disconnected';
}

function saysDisconnected(info: Answer): boolean {
  const read = classifySend(info, 0);
  return read.kind === 'blocked' && read.why === 'disconnected';
}

function isKeyRefused(answer: Answer): boolean {
  if (answer.kind !== 'answered') return false;
  return answer.status === 401 || (answer.status >= 300 && answer.status < 400 && isLogin(answer.location));
}
