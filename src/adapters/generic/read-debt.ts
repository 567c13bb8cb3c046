import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { CLOSING_STANDINGS } from '../../domain/standing.ts';
import { customerForm, debtForm } from '../../ports/told-form.ts';
import { ProviderError } from '../../ports/provider-error.ts';
import { kindOfStatus } from '../http/kind-of-status.ts';
import { retryAfterMs } from '../http/retry-after.ts';

export interface ReadOptions {
  /** With `{debt_id}`. */
  readonly readUrl: string;
  /** The newest of the shared secrets. */
  readonly secret: string;
  readonly timeoutMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const answerForm = z.looseObject({
  debt: debtForm,
  customer: customerForm.nullish(),
  standing: z.enum(['open', ...CLOSING_STANDINGS]),
});
export type DebtAnswer = z.infer<typeof answerForm>;

const MAX_ANSWER_BYTES = 256 * 1024;

/**
 * Reads one debt at the address that the business gave: a GET whose `Recoup-Signature` is over `<t>.GET <path and query>`.
 * `gone` is 410; a 404 is no answer about the debt, since a wrong address gives it too. Throws a `ProviderError`.
 */
export async function readDebt(options: ReadOptions, debtId: string): Promise<DebtAnswer | 'gone'> {
  const doing = `reading debt ${debtId}`;
  const url = new URL(options.readUrl.replaceAll('{debt_id}', encodeURIComponent(debtId)));
  // Nothing of the error is kept: the address may carry a token.
  const response = await ask(options, url).catch((): never => {
    throw new ProviderError({ provider: 'generic', kind: 'unavailable', doing });
  });
  if (response.status === 410) return 'gone';
  if (response.status !== 200) throw refusal(response, doing, options.now());
  const answer = answerForm.safeParse(response.json);
  if (answer.success && answer.data.debt.id === debtId) return answer.data;
  const fields = answer.error?.issues.map(({ path }) => path.join('.') || 'body').join(', ') ?? 'debt.id';
  throw new ProviderError({
    provider: 'generic',
    kind: 'unavailable',
    doing: `${doing}: unreadable ${fields}`,
  });
}

interface Response {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly json: unknown;
}

async function ask({ secret, timeoutMs, now }: ReadOptions, url: URL): Promise<Response> {
  const timestamp = Math.floor(now() / 1000);
  const signed = `${timestamp}.GET ${url.pathname}${url.search}`;
  const digest = createHmac('sha256', secret).update(signed).digest('hex');
  const answer = await fetch(url, {
    headers: { accept: 'application/json', 'recoup-signature': `t=${timestamp},v1=${digest}` },
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  });
  const retryAfter = answer.headers.get('retry-after');
  if (answer.status !== 200) {
    await answer.body?.cancel();
    return { status: answer.status, retryAfter, json: null };
  }
  if (Number(answer.headers.get('content-length') ?? 0) > MAX_ANSWER_BYTES) throw new Error('too long');
  return { status: 200, retryAfter, json: await answer.json() };
}

function refusal({ status, retryAfter }: Response, doing: string, nowMs: number): ProviderError {
  const waitMs = retryAfterMs(retryAfter, nowMs);
  const kind = kindOfStatus(status, { 409: 'rejected', 425: 'unavailable' });
  return new ProviderError({
    ...{ provider: 'generic', kind, doing, status },
    ...(waitMs !== null && { retryAfterMs: waitMs }),
  });
}
