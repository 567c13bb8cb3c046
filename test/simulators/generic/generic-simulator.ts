import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { send, urlOf, type Answer } from '../http/exchange.ts';
import { createFaultSwitch, type Fault } from '../http/faults.ts';
import { randomId } from '../http/ids.ts';
import { createRedelivery } from '../http/redelivery.ts';
import { onServer, serve } from '../http/serve.ts';
import type { Payer, SimulatedSource } from '../simulated-source.ts';
import { unixSeconds } from '../unix-seconds.ts';

export interface GenericSimulatorOptions {
  readonly secret: string;
  readonly now?: () => Date;
}

/** A debt as the business's own billing keeps it, in the form of docs/generic-webhook.md. */
export interface GenericDebt {
  debt: { id: string; amount_due: string; currency: string; [field: string]: unknown };
  customer: { id: string; [field: string]: unknown };
  standing: string;
}

/** A billing system of somebody's own: it signs webhooks, and answers `GET /debts/{debt_id}`. */
export interface GenericSimulator extends SimulatedSource {
  /** For `GENERIC_READ_URL`. */
  readonly readUrl: string;
  readonly debts: Map<string, GenericDebt>;
  /** Every GET: its path, and whether its signature was right. */
  readonly reads: { path: string; isSigned: boolean }[];
  /** Sends any event; `id` and `created` are made. */
  emit(event: object): void;
  setFault(fault: Fault | null): void;
}

export async function startGenericSimulator(options: GenericSimulatorOptions): Promise<GenericSimulator> {
  const now = options.now ?? (() => new Date());
  const sign = (text: string): string => {
    const t = unixSeconds(now());
    return `t=${t},v1=${createHmac('sha256', options.secret).update(`${t}.${text}`).digest('hex')}`;
  };
  const redelivery = createRedelivery({ webhookUrl: null, now });
  const faults = createFaultSwitch((status) => ({ error: `status ${status}` }));
  const debts = new Map<string, GenericDebt>();
  const reads: GenericSimulator['reads'] = [];
  const server = await serve(async (request, response) => {
    const url = urlOf(request);
    reads.push({ path: url.pathname, isSigned: isSigned(request, options.secret) });
    if (await faults.apply(url.pathname, response)) return;
    send(
      response,
      reads.at(-1)!.isSigned ? answerTo(debts, url) : { status: 401, body: { error: 'signature' } },
    );
  });
  const emit = (event: object): void => {
    const id = randomId('evt_');
    const body = JSON.stringify({ id, created: now().toISOString(), ...event });
    const type = 'type' in event ? String(event.type) : 'none';
    redelivery.enqueue({
      eventId: id,
      type,
      sign: () => ({ body, headers: { 'recoup-signature': sign(body) } }),
    });
  };
  return onServer(server, {
    ...redelivery,
    readUrl: `${server.url}/debts/{debt_id}`,
    debts,
    reads,
    emit,
    setFault: faults.set,
    createDebt: (payer: Payer) => createDebt(debts, payer),
    failPayment: (debtId: string) => {
      const { debt, customer } = debts.get(debtId)!;
      debt['attempt'] = Number(debt['attempt'] ?? 0) + 1;
      emit({ type: 'payment.failed', debt, customer });
    },
    pay: (debtId: string) => {
      debts.get(debtId)!.standing = 'paid';
      emit({ type: 'payment.succeeded', debt: { id: debtId, amount_due: '0' } });
    },
  });
}

function createDebt(debts: Map<string, GenericDebt>, { name, email, whatsappPhone }: Payer): string {
  const id = randomId('inv_', 12);
  debts.set(id, {
    standing: 'open',
    debt: {
      id,
      amount_due: '1999',
      currency: 'USD',
      number: `N-${debts.size + 1}`,
      pay_url: `https://billing.example/pay/${id}`,
    },
    customer: {
      id: randomId('cust_', 12),
      name,
      phone: whatsappPhone,
      whatsapp_consent: true,
      locale: 'en',
      time_zone: 'UTC',
      ...(email && { email }),
    },
  });
  return id;
}

function isSigned(request: IncomingMessage, secret: string): boolean {
  const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(request.headers['recoup-signature'])) ?? [];
  return v1 === createHmac('sha256', secret).update(`${t}.GET ${request.url}`).digest('hex');
}

function answerTo(debts: Map<string, GenericDebt>, url: URL): Answer {
  const id = decodeURIComponent(/^\/debts\/([^/]+)$/.exec(url.pathname)?.[1] ?? '');
  const debt = debts.get(id);
  if (!debt) return { status: 404, body: { error: 'unknown debt' } };
  return debt.standing === 'deleted' ? { status: 410, body: { error: 'gone' } } : { status: 200, body: debt };
}
