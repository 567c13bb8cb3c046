import { SOURCES, type Source } from '../../domain/ids.ts';
import type { RepairPage } from '../../domain/reconciliation.ts';
import type { PerSource } from '../../ports/per-source.ts';
import type { BillingSweep } from '../../ports/reconciliation.ts';
import { whereOffered } from './sweep-refusal.ts';

/** One page of one source's list. */
export interface SweepPage {
  readonly source: Source;
  readonly sweep: BillingSweep;
  readonly cursor: string | null;
}

/**
 * Goes through the lists of every configured source, one after the other: a cursor names its source, `paddle>txn_1`. A
 * source that does not offer its list is named among the findings and leaves the others alone; alone, it is the reason
 * why the repair is skipped.
 */
export async function acrossSources(
  sweeps: PerSource<BillingSweep>,
  cursor: string | null,
  repair: (page: SweepPage) => Promise<RepairPage>,
): Promise<RepairPage> {
  const order = SOURCES.filter((source) => sweeps[source] !== undefined);
  const position = positionOf(cursor, order);
  if (!position) return { looked: 0, repaired: 0, left: 0, findings: [], next: null, skipped: null };
  const { source } = position;
  const page = await whereOffered(() => repair({ ...position, sweep: sweeps[source]! }));
  const following = order[order.indexOf(source) + 1];
  const next = page.next === null ? (following ? `${following}>` : null) : `${source}>${page.next}`;
  if (page.skipped === null || order.length === 1) return { ...page, next };
  return { ...page, next, findings: [...page.findings, page.skipped], skipped: null };
}

/** From the beginning where the cursor's source is not configured any more. A cursor without a source was Stripe's. */
function positionOf(
  cursor: string | null,
  order: readonly Source[],
): { readonly source: Source; readonly cursor: string | null } | null {
  const [first] = order;
  if (first === undefined) return null;
  if (cursor === null) return { source: first, cursor };
  const sign = cursor.indexOf('>');
  const [name, rest] = sign < 0 ? ['stripe', cursor] : [cursor.slice(0, sign), cursor.slice(sign + 1)];
  const source = order.find((one) => one === name);
  return source ? { source, cursor: rest || null } : { source: first, cursor: null };
}
