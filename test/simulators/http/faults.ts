import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { send, type Answer } from './exchange.ts';

interface FaultScope {
  /** Only requests whose path matches; every request when absent. */
  path?: RegExp;
  /** Only requests of this method, e.g. `POST`. */
  method?: string;
  /** How many requests it hits before it is gone; for ever when absent. */
  times?: number;
}

/** What goes wrong with a provider's API. */
export type Fault =
  | ({ kind: 'status'; status: number; headers?: Record<string, string> } & FaultScope)
  | ({ kind: 'hang' } & FaultScope)
  | ({ kind: 'delay'; ms: number } & FaultScope)
  | ({ kind: 'reset' } & FaultScope)
  /** The request is carried out, and its answer never arrives. */
  | ({ kind: 'lost' } & FaultScope)
  | ({ kind: 'html'; status?: number } & FaultScope);

export interface FaultSwitch {
  /** Replaces the fault in force; `null` ends it. Requests already hanging stay so until the server closes. */
  set(fault: Fault | null): void;
  /** Applies the fault in force; true when the request is dealt with. */
  apply(path: string, response: ServerResponse): Promise<boolean>;
}

/** @param errorBody the provider's own JSON error for a status. */
export function createFaultSwitch(errorBody: (status: number) => unknown): FaultSwitch {
  let fault: Fault | null = null;
  let remaining = Infinity;

  function take(path: string, method: string | undefined): Fault | null {
    if (fault === null || remaining <= 0) return null;
    if (fault.method && fault.method !== method) return null;
    // `search` ignores lastIndex, so a /g pattern cannot alternate between hit and miss.
    if (fault.path && path.search(fault.path) === -1) return null;
    remaining -= 1;
    return fault;
  }

  return {
    set(next) {
      fault = next;
      remaining = next?.times ?? Infinity;
    },
    async apply(path, response) {
      const taken = take(path, response.req.method);
      if (taken === null) return false;
      if (taken.kind === 'delay') {
        await pause(taken.ms);
        return false;
      }
      if (taken.kind === 'hang') return true;
      if (taken.kind === 'lost') {
        response.destroy();
        return false;
      }
      if (taken.kind === 'reset') {
        response.destroy();
        return true;
      }
      send(response, faultAnswer(taken, errorBody));
      return true;
    },
  };
}

type AnsweringFault = Extract<Fault, { kind: 'status' | 'html' }>;

function faultAnswer(fault: AnsweringFault, errorBody: (status: number) => unknown): Answer {
  if (fault.kind === 'html')
    return { status: fault.status ?? 200, body: '<html><body>Bad gateway</body></html>' };
  return {
    status: fault.status,
    body: errorBody(fault.status),
    ...(fault.headers && { headers: fault.headers }),
  };
}
