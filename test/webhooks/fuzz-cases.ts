import { createHash } from 'node:crypto';
import type { Random } from '../../scripts/chaos/random.ts';
import { NOW_S } from './open-router.ts';
import type { SourceContract } from './source-contract.ts';

/** One request, and the status that the documentation promises. */
export interface FuzzCase {
  readonly what: string;
  readonly path: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
  readonly expected: number;
}

/** Just above the limit: larger ones are refused by the same look at their length. */
const OVERSIZED = Buffer.alloc(1024 * 1024 + 1, ' ');

interface Ground {
  readonly contract: SourceContract;
  readonly random: Random;
  /** A genuine delivery of an event of its own. */
  readonly body: string;
}

type Forgery = (ground: Ground) => Partial<FuzzCase> & { readonly what: string };

const FORGERIES: readonly Forgery[] = [
  ({ contract, random }) => {
    const [what, headers] = random.pick(Object.entries(contract.forgeries));
    return { what, headers };
  },
  ({ contract, body, random }) => {
    const secret = random.pick([contract.secrets[1], '', random.next().toString(36)]);
    const forged = contract.sign({ body, secret, atS: NOW_S });
    return { what: 'another secret', headers: forged };
  },
  ({ body, random }) => ({ what: 'cut off', body: bytes(body.slice(0, random.between(0, body.length - 1))) }),
  ({ body, random }) => ({ what: 'other bytes', body: withOtherByte(body, random) }),
  ({ contract, body, random }) => {
    const { toleranceS } = contract;
    if (toleranceS === null) return { what: 'not JSON', body: bytes(`${body}}`) };
    const distance = toleranceS + random.between(1, 1_000_000);
    const atS = NOW_S + (random.next() < 0.8 ? -distance : distance);
    return {
      what: 'replayed at another time',
      headers: contract.sign({ body, secret: contract.secrets[0], atS }),
    };
  },
  ({ contract, random }) => {
    const junk = Buffer.from(Array.from({ length: random.between(0, 200) }, () => random.between(0, 255)));
    // Latin-1 keeps every byte, and what is signed is what is sent only where it is plain.
    const body = bytes(`{"id":"${junk.toString('hex')}`);
    const headers = contract.sign({ body: body.toString(), secret: contract.secrets[0], atS: NOW_S });
    return { what: 'proven, and not JSON', body, headers };
  },
  ({ random }) => ({
    what: 'another address',
    path: `/webhooks/${random.next().toString(36)}`,
    expected: 404,
  }),
  ({ random }) => ({
    what: 'another method',
    method: random.pick(['PUT', 'DELETE', 'PATCH']),
    expected: 405,
  }),
];

/** Rarely, since each costs a connection and a mebibyte. */
const OVERSIZED_SHARE = 0.005;

/** @param kind `genuine`: a failure of a debt of its own, as the source would tell it */
export function aCase(contract: SourceContract, random: Random, kind: 'genuine' | 'forged'): FuzzCase {
  const eventId = `evt_${createHash('md5').update(String(random.next())).digest('hex')}`;
  const body = contract.aDebt().failed(eventId);
  const sent = { path: `/webhooks/${contract.name}`, method: 'POST', body: bytes(body) };
  // Only where it is sent: a signature of PayPal's costs more than all the rest.
  const signed = () => contract.sign({ body, secret: contract.secrets[0], atS: NOW_S });
  if (kind === 'genuine') return { ...sent, what: 'genuine', headers: signed(), expected: 200 };
  const forged =
    random.next() < OVERSIZED_SHARE
      ? { what: 'oversized', body: OVERSIZED, expected: 413 }
      : random.pick(FORGERIES)({ contract, random, body });
  const headers = forged.headers ?? signed();
  return { ...sent, expected: 400, ...forged, headers, what: `${contract.name}, ${forged.what}` };
}

function bytes(text: string): Buffer {
  return Buffer.from(text);
}

/** One byte more or another one; at the first place it is no JSON either, for those who sign no body. */
function withOtherByte(body: string, random: Random): Buffer {
  const changed = bytes(body);
  changed[0] = random.between(0x41, 0x5a);
  return changed;
}
