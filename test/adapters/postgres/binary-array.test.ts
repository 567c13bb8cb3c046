import assert from 'node:assert/strict';
import { instantArray, smallIntArray, textArray } from '../../../src/adapters/postgres/binary-array.ts';
import { openLedger, type OpenLedger } from './open-ledger.ts';

describe('a binary array', () => {
  let open: OpenLedger;
  before(async () => {
    open = await openLedger();
  });
  after(() => open.close());

  /** What Postgres takes it for, element by element, as text. */
  async function read(array: Buffer, type: string): Promise<(string | null)[]> {
    const { rows } = await open.pool.query<{ element: string | null }>(
      `select element::text from unnest($1::${type}[]) with ordinality as e(element, n) order by n`,
      [array],
    );
    return rows.map(({ element }) => element);
  }

  it('of texts keeps every character, and tells NULL from nothing', async () => {
    const texts = ['plain', '', null, 'NULL', '{"a": [1, "\\"two\\""]}', 'Zoë 🦆\n\t\\', "it's"];
    assert.deepEqual(await read(textArray(texts), 'text'), texts);
  });

  it('of bytes is the text that they spell', async () => {
    const texts = ['plain', 'Zoë 🦆', ''];
    const bytes = [Buffer.from(texts[0]!), new TextEncoder().encode(texts[1]), Buffer.alloc(0)];
    assert.deepEqual(await read(textArray(bytes), 'text'), texts);
  });

  it('of instants keeps the millisecond, before 2000 and after', async () => {
    const instants = ['2026-11-23T10:00:00.123Z', '1999-12-31T23:59:59.999Z', '2000-01-01T00:00:00.000Z'];
    const { rows } = await open.pool.query<{ at: string }>(
      'select at from unnest($1::timestamptz[]) with ordinality as e(at, n) order by n',
      [instantArray(instants)],
    );
    assert.deepEqual(
      rows.map(({ at }) => at),
      instants,
    );
  });

  it('of small numbers keeps their sign', async () => {
    assert.deepEqual(await read(smallIntArray([0, 5, -1, 32_767]), 'smallint'), ['0', '5', '-1', '32767']);
  });

  it('of nothing has no elements', async () => {
    assert.deepEqual(await read(textArray([]), 'text'), []);
    assert.deepEqual(await read(instantArray([]), 'timestamptz'), []);
    assert.deepEqual(await read(smallIntArray([]), 'smallint'), []);
  });
});
