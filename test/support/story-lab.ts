import { setTimeout as delay } from 'node:timers/promises';
import { DAY_MS } from '../../src/domain/duration.ts';
import { openLab, type Lab, type LabOptions } from './lab.ts';
import { abandonTemporal } from './temporal.ts';

const MONDAY_10 = 10 * 3_600_000;
/** Far above what opening and closing take on a busy machine; below the time a hook has. */
const PATIENCE_MS = 25_000;

export interface StoryLab {
  (): Lab;
}

/**
 * A lab of its own for every story of the `describe` that calls this; it begins on a Monday at 10:00 UTC. A story that
 * fails is told once more, on a new test server: what failed may have been the server (`abandonTemporal`). Said aloud,
 * so that nobody takes it for a matter of course.
 */
export function useLab(
  env: Record<string, string> | (() => Promise<Record<string, string>>) = {},
  options: LabOptions = {},
): StoryLab {
  let lab: Lab | null = null;
  before(function () {
    for (const test of testsOf(this.test!.parent!)) test.retries(1);
  });
  beforeEach(async function () {
    this.timeout(3 * PATIENCE_MS);
    lab = null;
    const variables = typeof env === 'function' ? await env() : env;
    lab = await openOnMonday({ RAPIWA_MIN_GAP_MS: '0', ...variables }, options);
  });
  afterEach(async function () {
    this.timeout(3 * PATIENCE_MS);
    const hasPassed = this.currentTest?.state === 'passed';
    if (hasPassed) return lab?.close();
    console.log(
      `      not told to its end: ${this.currentTest?.title}; the next story has a new test server`,
    );
    await within(PATIENCE_MS, lab?.close());
    abandonTemporal();
  });
  return () => {
    if (!lab) throw new Error('the lab opens before each story: ask for it inside `it`');
    return lab;
  };
}

function testsOf(suite: Mocha.Suite): Mocha.Test[] {
  return [...suite.tests, ...suite.suites.flatMap(testsOf)];
}

async function openOnMonday(env: Record<string, string>, options: LabOptions): Promise<Lab> {
  const lab = await within(PATIENCE_MS, opened(env, options));
  if (lab) return lab;
  // An earlier story may have left the server without time.
  console.log('      the test server does not skip time: a new one is started');
  abandonTemporal();
  return opened(env, options);
}

async function opened(env: Record<string, string>, options: LabOptions): Promise<Lab> {
  const lab = await openLab(env, options);
  await skipToMonday(lab);
  return lab;
}

/** Null when it fails or takes longer. */
async function within<T>(ms: number, promise: Promise<T> | undefined): Promise<T | null> {
  const late = delay(ms, null, { ref: false });
  return Promise.race([promise ?? null, late]).catch(() => null);
}

/** The next Monday, 10:00 UTC: inside the contact window, and 14 days before another Monday. */
export async function skipToMonday({ clock }: Lab): Promise<number> {
  const now = await clock.now();
  const midnight = now - (now % DAY_MS);
  const weekday = new Date(midnight).getUTCDay();
  const monday = midnight + ((8 - weekday) % 7 || 7) * DAY_MS + MONDAY_10;
  await clock.skipTo(monday);
  return monday;
}
