import { isIPv6 } from 'node:net';
import type { Context } from 'koa';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** So many visits in so many seconds. */
export interface Allowance {
  readonly points: number;
  readonly duration: number;
}

/** Counts visits in this process's memory: each replica allows as much again. */
export interface VisitLimit {
  /** True while there are not too many. */
  admit(key: string): Promise<boolean>;
}

export function createVisitLimit(allowance: Allowance): VisitLimit {
  const limiter = new RateLimiterMemory(allowance);
  return {
    admit: async (key) => {
      try {
        await limiter.consume(key);
        return true;
      } catch (error) {
        if (error instanceof RateLimiterRes) return false;
        throw error;
      }
    },
  };
}

/**
 * Who visits, for counting only. Behind a proxy of ours (a peer in a private network) it is the last entry of
 * `X-Forwarded-For`, which that proxy wrote; what a visitor wrote himself stands before it. Of IPv6 the /64 counts:
 * it is what one household has.
 */
export function visitorOf(ctx: Context): string {
  const peer = plain(ctx.req.socket.remoteAddress ?? '');
  const forwarded = isPrivate(peer) ? lastOf(ctx.get('X-Forwarded-For')) : null;
  const address = forwarded ?? peer;
  return isIPv6(address) ? prefixOf(address) : address;
}

function lastOf(header: string): string | null {
  return plain(header.split(',').at(-1)?.trim() ?? '') || null;
}

function plain(address: string): string {
  return address.replace(/^::ffff:/, '');
}

function isPrivate(address: string): boolean {
  return /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|::1$|f[cd])/.test(address);
}

function prefixOf(address: string): string {
  const [head = '', tail = ''] = address.split('::');
  const left = head.split(':').filter(Boolean);
  const right = tail.split(':').filter(Boolean);
  const zeros = address.includes('::')
    ? Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0')
    : [];
  return [...left, ...zeros, ...right].slice(0, 4).join(':');
}
