import { parseObject, readText, send } from '../http/exchange.ts';
import { createHolds, type Hold } from '../http/holds.ts';
import { serve } from '../http/serve.ts';

/** A receiver of the signed webhook to a CRM. */
export interface CrmSimulator {
  /** e.g. for `CRM_WEBHOOK_URL`. */
  readonly url: string;
  /** Everything it was told, in order, whatever became of the answer. */
  readonly told: readonly Record<string, unknown>[];
  /** Keeps back the next answer about this debt. */
  holdAnswer(debtId: string): Hold;
  close(): Promise<void>;
}

export async function startCrmSimulator(): Promise<CrmSimulator> {
  const told: Record<string, unknown>[] = [];
  const holds = createHolds<Record<string, unknown>>();
  const server = await serve(async (request, response) => {
    const news = parseObject(await readText(request)) ?? {};
    told.push(news);
    await holds.pass(news);
    send(response, { status: 200, body: { received: true } });
  });
  return {
    url: `${server.url}/crm`,
    told,
    holdAnswer: (debtId) => holds.hold((news) => news['debtId'] === debtId),
    close: server.close,
  };
}
