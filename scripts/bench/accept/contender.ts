import type { MeasuredProcess } from '../measured-process.ts';

/** One way of accepting a webhook, running. */
export interface Contender {
  readonly name: string;
  /** The others are compared with it. */
  readonly isYardstick: boolean;
  readonly server: MeasuredProcess;
  readonly path: string;
  /** How many of the requests it is given: all, or a part where it is much slower. */
  readonly share: number;
  /** Null where nothing is kept. */
  readonly inbox: InboxTable | null;
  /** CPU time so far of what it keeps events in; null where it cannot be read. */
  readonly databaseCpuMs: () => number | null;
}

/** What the measured server keeps, seen from outside. */
export interface InboxTable {
  count(): Promise<number>;
  /** Empties it, and writes out what the database still has to write: the next one shall not pay for it. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** What one load on one contender came to. */
export interface Measurement {
  readonly perSecond: number;
  /** CPU time of the server process per request. */
  readonly serverMicros: number;
  /** The same of its database; null where it cannot be read. */
  readonly databaseMicros: number | null;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly accepted: number;
  /** Answers other than 200. */
  readonly refused: number;
  /** Processors that the load itself took. */
  readonly loadCores: number;
}
