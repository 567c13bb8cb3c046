import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isObject } from '../http/exchange.ts';
import { emptyRapiwaState, type RapiwaState } from '../rapiwa/state.ts';
import { emptyStripeState, type StripeState } from '../stripe/resources.ts';

export interface SandboxState {
  stripe: StripeState;
  rapiwa: RapiwaState;
}

export interface StateFile {
  load(): SandboxState;
  /** Synchronous, so that nothing is answered or delivered before it is kept. */
  save(state: SandboxState): void;
}

/** @param path null keeps nothing */
export function openStateFile(path: string | null): StateFile {
  return {
    load: () => (path === null ? emptyState() : load(path)),
    save(state) {
      if (path !== null) save(path, state);
    },
  };
}

function emptyState(): SandboxState {
  return { stripe: emptyStripeState(), rapiwa: emptyRapiwaState() };
}

function load(path: string): SandboxState {
  if (!existsSync(path)) return emptyState();
  try {
    const saved: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (!isObject(saved) || !isObject(saved['stripe']) || !isObject(saved['rapiwa'])) {
      throw new SyntaxError('not a sandbox state');
    }
    return {
      stripe: { ...emptyStripeState(), ...saved['stripe'] },
      rapiwa: { ...emptyRapiwaState(), ...saved['rapiwa'] },
    };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return setAside(path, error);
  }
}

/** A damaged file must not keep the sandbox from starting, nor be overwritten. */
function setAside(path: string, error: SyntaxError): SandboxState {
  renameSync(path, `${path}.damaged`);
  process.stderr.write(`sandbox: ${path} is damaged (${error.message}), kept as ${path}.damaged\n`);
  return emptyState();
}

function save(path: string, { stripe, rapiwa }: SandboxState): void {
  mkdirSync(dirname(path), { recursive: true });
  const waiting = new Set(stripe.undelivered);
  // Delivered events are of no use to the next process and would make every save slower.
  const events = stripe.events.filter((event) => waiting.has(event.id));
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, JSON.stringify({ stripe: { ...stripe, events }, rapiwa }), { mode: 0o600 });
  renameSync(temporary, path);
}
