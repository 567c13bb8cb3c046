import { assertNever } from '../domain/assert-never.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { ChannelDesk, ChannelState } from '../ports/channel-ledger.ts';
import type { VerbAnswer } from './answer.ts';

/** The state of every device that ever met trouble. */
export async function showChannel(desk: ChannelDesk): Promise<VerbAnswer> {
  const states = await desk.states();
  const isTrouble = states.some(({ state }) => state === 'blocked');
  return { text: textOf(states), data: { devices: states }, ...(isTrouble ? { isTrouble } : {}) };
}

export interface ChannelCheck {
  readonly desk: ChannelDesk;
  readonly device: string;
  /** Asks the provider now. */
  readonly readHealth: () => Promise<'connected' | 'disconnected' | 'unauthorized' | 'unknown'>;
  readonly now: () => IsoInstant;
}

/**
 * Asks the provider how the device is. A good answer ends a block that it can judge; where it cannot (an expired plan, a
 * wrong path, no answer) one held recovery tries at once, and its message frees the others.
 */
export async function checkChannel(check: ChannelCheck): Promise<VerbAnswer> {
  const { desk, device, now } = check;
  const health = await check.readHealth();
  const told = await repair(check, health);
  const after = (await desk.states()).find((state) => state.device === device) ?? null;
  const isTrouble = health === 'disconnected' || health === 'unauthorized';
  const lines = [`Rapiwa says: ${health}.`, ADVICE[health], toldText(after, told)].filter(
    (line) => line !== '',
  );
  return {
    text: lines.join('\n'),
    data: { device, health, told, state: after, checkedAt: now() },
    ...(isTrouble ? { isTrouble } : {}),
  };
}

type Health = Awaited<ReturnType<ChannelCheck['readHealth']>>;

const ADVICE: Readonly<Record<Health, string>> = {
  connected: '',
  disconnected: 'The phone is not linked: scan the QR code at Rapiwa (Devices -> Manage), then check again.',
  unauthorized:
    'The key is refused: copy the device key from Rapiwa into RAPIWA_API_KEY, and restart server and worker.',
  unknown: 'It cannot be told from here (no answer, or an endpoint that is not there).',
};

async function repair({ desk, device, now }: ChannelCheck, health: Health): Promise<number> {
  switch (health) {
    case 'disconnected':
    case 'unauthorized':
      return 0;
    case 'connected': {
      const told = await desk.noteGoodHealth(device, now());
      return told > 0 ? told : desk.probeNow(device, now());
    }
    case 'unknown':
      return desk.probeNow(device, now());
    default:
      return assertNever(health);
  }
}

function toldText(state: ChannelState | null, told: number): string {
  if (state?.state !== 'blocked') return told > 0 ? `${told} held recoveries go on.` : 'Nothing is held.';
  return told > 0
    ? `Blocked (${state.why}): one recovery tries now; when its message goes out, all go on. ${state.held} wait.`
    : `Blocked (${state.why}) since ${state.since}. ${state.held} recoveries wait.`;
}

function textOf(states: readonly ChannelState[]): string {
  if (states.length === 0) return 'No device ever met trouble.';
  return states
    .map(({ device, state, why, since, checkedAt, held }) =>
      state === 'ok'
        ? `${device}: ok since ${since}`
        : `${device}: blocked (${why}) since ${since}, last looked at ${checkedAt}; ${held} recoveries wait.\n` +
          'Repair it at Rapiwa, then: channel check',
    )
    .join('\n');
}
