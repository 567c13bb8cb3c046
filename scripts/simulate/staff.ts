import { Writable } from 'node:stream';
import { pino, type Logger } from 'pino';
import { z } from 'zod';
import { toInstant, type IsoInstant } from '../../src/domain/instant.ts';

/** What the billing team was told, and what they can do. */
export interface ToldStaff {
  readonly at: IsoInstant;
  readonly what: string;
  readonly remedy: string;
}

const alertLine = z.object({ msg: z.literal('staff.alert'), what: z.string(), remedy: z.string() });

/** A log that keeps what staff are told and drops the rest. @param now epoch ms */
export function listenForAlerts(now: () => number): { readonly log: Logger; readonly staff: ToldStaff[] } {
  const staff: ToldStaff[] = [];
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      const told = alertLine.safeParse(JSON.parse(chunk.toString()));
      if (told.success) staff.push({ at: toInstant(now()), what: told.data.what, remedy: told.data.remedy });
      done();
    },
  });
  return { log: pino({ level: 'warn' }, sink), staff };
}
