import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { createHolds, type Hold, type HoldSwitch } from '../simulators/index.ts';
import { requestReader, type Statement } from './postgres-requests.ts';

/** A statement on its way to Postgres, or the answer to one that Postgres has carried out and committed. */
type Leg = 'statement' | 'answer';

export interface Held {
  readonly leg: Leg;
  readonly sql: RegExp;
  /** An id that the statement names, by itself or through ids that were seen together with it. */
  readonly about: string;
}

/** The way to a database, on which single statements and answers can be kept waiting. */
export interface HoldablePostgres {
  readonly url: string;
  hold(what: Held): Hold;
  close(): Promise<void>;
}

interface Passing extends Statement {
  readonly leg: Leg;
}

export async function holdable(databaseUrl: string): Promise<HoldablePostgres> {
  const target = new URL(databaseUrl);
  const holds = createHolds<Passing>();
  const kin = createKin();
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket);
      socket.on('error', () => undefined);
      // The end of a process is felt on the other side at once, also where something is held.
      socket.once('close', () => open.delete(socket) && other.destroy());
    }
    relay({ near, far, holds, kin });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: url.href,
    hold: ({ leg, sql, about }) =>
      holds.hold((one) => one.leg === leg && sql.test(one.sql) && kin.isNamed(about, one.params)),
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

interface Line {
  readonly near: Socket;
  readonly far: Socket;
  readonly holds: HoldSwitch<Passing>;
  readonly kin: Kin;
}

/**
 * A client asks one thing after the other, so an answer belongs to the last statement. Both ends are always read, also
 * while something is held, or the death of a process would go unnoticed until then.
 */
function relay({ near, far, holds, kin }: Line): void {
  const read = requestReader();
  let last: Statement | null = null;
  let forth = Promise.resolve();
  let back = Promise.resolve();
  near.on('data', (chunk: Buffer) => {
    for (const { bytes, statement } of read(chunk)) {
      last = statement;
      kin.learn(statement?.params ?? []);
      forth = forth
        .then(() => (statement ? holds.pass({ ...statement, leg: 'statement' }) : undefined))
        .then(() => void (far.destroyed || far.write(bytes)));
    }
  });
  far.on('data', (bytes: Buffer) => {
    const answered = last;
    kin.learn([...(answered?.params ?? []), bytes.toString('latin1')]);
    back = back
      .then(() => (answered ? holds.pass({ ...answered, leg: 'answer' }) : undefined))
      .then(() => void (near.destroyed || near.write(bytes)));
  });
}

/** Ids of rows (uuid) and hashes of numbers. */
const DERIVED_ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{64}\b/g;
/** What the outside world calls an invoice or its customer. */
const GIVEN_ID = /\b(?:in|cus)_[0-9A-Za-z]+/g;

interface Kin {
  /** Notes which derived ids are seen together with which given one. */
  learn(texts: readonly string[]): void;
  isNamed(id: string, params: readonly string[]): boolean;
}

/** A delivery is asked for by its own id, a number by its hash: both are of the invoice they were first seen with. */
function createKin(): Kin {
  const owners = new Map<string, string>();
  const ownerOf = (id: string): string => owners.get(id) ?? id;
  const idsIn = (text: string) => [...(text.match(GIVEN_ID) ?? []), ...(text.match(DERIVED_ID) ?? [])];
  return {
    learn(texts) {
      const ids = texts.flatMap(idsIn);
      const owner = ids.map(ownerOf).find((id) => id.startsWith('in_'));
      if (!owner) return;
      for (const id of ids) if (!id.startsWith('in_') && !owners.has(id)) owners.set(id, owner);
    },
    isNamed: (id, params) => params.some((param) => idsIn(param).some((named) => ownerOf(named) === id)),
  };
}
