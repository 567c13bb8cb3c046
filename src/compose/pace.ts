import type { RapiwaConfig } from '../config/env.ts';
import { DAY_MS } from '../domain/duration.ts';
import type { SendPace } from '../ports/pace-ledger.ts';
import { deviceOf } from './keys.ts';

/** Messages a day from a device that is new to WhatsApp: what others get away with (reference: rapiwa.md section 7). */
const WARM_UP_CAP = 50;

/** Jitter is as long as the least gap: gaps that are always the same look like a machine. */
export function sendPace({ apiKey, pace }: RapiwaConfig, dayLengthMs: number): SendPace | null {
  if (pace.minGapMs === 0 && pace.hourlyCap === 0 && pace.dailyCap === 0) return null;
  // Only where there is a cap to begin with, and where days are days.
  const warmUpCap = pace.dailyCap === 0 || dayLengthMs !== DAY_MS ? 0 : Math.min(WARM_UP_CAP, pace.dailyCap);
  return { device: deviceOf(apiKey), jitterMs: pace.minGapMs, ...pace, warmUpCap };
}
