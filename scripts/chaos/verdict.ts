/** Everything a run left behind: the simulators' own records, and the ledger's. */
export interface Evidence {
  /** Requests to Rapiwa's send path. */
  readonly requests: readonly SendRequest[];
  /** Reads of an invoice at Stripe: when each began, milliseconds since 1970. */
  readonly reads: readonly { readonly debtId: string; readonly at: number }[];
  /** When the processor closed an invoice. */
  readonly closed: ReadonlyMap<string, number>;
  readonly deliveries: readonly DeliveryRow[];
  readonly recoveries: readonly RecoveryRow[];
  /** Every invoice whose failure was told. */
  readonly debts: readonly string[];
}

export interface SendRequest {
  readonly debtId: string;
  /** What the text says, e.g. `first_notice`. */
  readonly step: string;
  readonly at: number;
  /** The customer got it. */
  readonly accepted: boolean;
  /** The answer says surely that it was not sent, so it may be asked again. */
  readonly refused: boolean;
}

export interface DeliveryRow {
  readonly debtId: string;
  readonly step: string;
  readonly channel: string;
  readonly state: string;
}

export interface RecoveryRow {
  readonly debtId: string;
  readonly outcome: string | null;
  /** What holds it, for one that is still open. */
  readonly hold: string | null;
}

export interface Verdict {
  /** Each breaks a line of the promise. */
  readonly violations: readonly string[];
  /** Unknown deliveries that the customer has. */
  readonly unknownAccepted: number;
  /** Unknown deliveries that Rapiwa answered with a failure that proves nothing. */
  readonly unknownAnswered: number;
  /** Unknown deliveries that were never requested: cut between `sending` and the request. */
  readonly unknownUnrequested: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly delivered: Readonly<Record<string, number>>;
}

export function judge(evidence: Evidence): Verdict {
  const unknowns = evidence.deliveries.filter(({ state }) => state === 'unknown');
  const requestsOf = (row: DeliveryRow) =>
    evidence.requests.filter(({ debtId, step }) => row.debtId === debtId && row.step === step);
  const accepted = unknowns.filter((row) => requestsOf(row).some((request) => request.accepted));
  const unrequested = unknowns.filter((row) => requestsOf(row).every((request) => request.refused));
  return {
    violations: [
      ...requestedTwice(evidence),
      ...afterPayment(evidence),
      ...notExplained(evidence),
      ...notSettled(evidence),
    ],
    unknownAccepted: accepted.length,
    unknownAnswered: unknowns.length - accepted.length - unrequested.length,
    unknownUnrequested: unrequested.length,
    outcomes: countBy(evidence.recoveries, ({ outcome, hold }) => outcome ?? `held (${hold ?? 'nothing'})`),
    delivered: countBy(evidence.deliveries, ({ step, state }) => `${step} ${state}`),
  };
}

function requestedTwice({ requests }: Evidence): string[] {
  const possiblySent = requests.filter(({ refused }) => !refused);
  const counts = countBy(possiblySent, ({ debtId, step }) => `${step} of ${debtId}`);
  return Object.entries(counts)
    .filter(([, times]) => times > 1)
    .map(([what, times]) => `${what} was requested ${times} times`);
}

/** Whatever asks for money must come from a look at the invoice that began before it closed. */
function afterPayment({ requests, reads, closed }: Evidence): string[] {
  return requests.flatMap(({ debtId, step, at }) => {
    const closedAt = closed.get(debtId);
    if (step === 'confirmation' || closedAt === undefined || at <= closedAt) return [];
    const looks = reads.filter((read) => read.debtId === debtId && read.at <= at);
    const lookedAt = Math.max(0, ...looks.map((look) => look.at));
    return lookedAt > closedAt ? [`${step} of ${debtId} came after it was closed, and after a look`] : [];
  });
}

/** A request that the customer got is in the ledger as sent, or honestly as unknown. */
function notExplained({ requests, deliveries }: Evidence): string[] {
  return requests
    .filter(({ accepted }) => accepted)
    .flatMap(({ debtId, step }) => {
      const row = deliveries.find((delivery) => delivery.debtId === debtId && delivery.step === step);
      const isTold = row && ['sent', 'delivered', 'read', 'unknown'].includes(row.state);
      return isTold
        ? []
        : [`${step} of ${debtId} was accepted, but the ledger says ${row?.state ?? 'nothing'}`];
    });
}

function notSettled({ debts, recoveries, deliveries }: Evidence): string[] {
  const rows = new Map(recoveries.map((row) => [row.debtId, row]));
  const lost = debts.filter((debtId) => !rows.has(debtId)).map((debtId) => `${debtId} was never recovered`);
  const open = recoveries
    .filter(({ outcome, hold }) => !outcome && !hold)
    .map(({ debtId }) => `${debtId} has neither an outcome nor a hold`);
  const half = deliveries
    .filter(({ state }) => state === 'sending')
    .map(({ debtId, step }) => `${step} of ${debtId} is still "sending"`);
  return [...lost, ...open, ...half];
}

function countBy<T>(all: readonly T[], keyOf: (one: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const one of all) counts[keyOf(one)] = (counts[keyOf(one)] ?? 0) + 1;
  return counts;
}
