import Stripe from 'stripe';
import { z } from 'zod';
import { readText, send } from '../simulators/http/exchange.ts';
import { serve } from '../simulators/http/serve.ts';

const SECRET = 'shared with the shop';
const told = z.looseObject({ event: z.string(), id: z.string(), number: z.number(), debtId: z.string() });

export type ToldEvent = z.infer<typeof told>;

/** A system of the business that hears of every change, and checks who says so. */
export interface EventReceiver {
  /** What makes the service tell it. */
  readonly env: Readonly<Record<string, string>>;
  /** What it took, in order, doubles included. */
  readonly taken: readonly ToldEvent[];
  /** Everything that was posted to it, as text. */
  readonly bodies: readonly string[];
  /** How each event of a debt reads: `step.sent first_notice`. */
  of(debtId: string): string[];
  /** From now on what is meant (everything, where nothing is said) is answered with this status. */
  answer(status: number, isMeant?: (event: ToldEvent) => boolean): void;
  close(): Promise<void>;
}

export async function startEventReceiver(): Promise<EventReceiver> {
  const taken: ToldEvent[] = [];
  const bodies: string[] = [];
  let answerOf: (event: ToldEvent) => number = () => 204;
  const server = await serve(async (request, response) => {
    const body = await readText(request);
    bodies.push(body);
    // Stripe's own verifier: the scheme is the same.
    Stripe.webhooks.constructEvent(body, String(request.headers['recoup-signature']), SECRET);
    const event = told.parse(JSON.parse(body));
    if (request.headers['idempotency-key'] !== event.id) throw new Error('the key is not the id');
    const status = answerOf(event);
    if (status < 300) taken.push(event);
    send(response, { status, body: {} });
  });
  return {
    env: { EVENTS_WEBHOOK_URL: `${server.url}/events`, EVENTS_WEBHOOK_SECRET: SECRET },
    taken,
    bodies,
    of: (debtId) => taken.filter((event) => event.debtId === debtId).map(sentence),
    answer: (status, isMeant = () => true) => void (answerOf = (event) => (isMeant(event) ? status : 204)),
    close: server.close,
  };
}

function sentence({ event, ...facts }: ToldEvent): string {
  const words = ['step', 'channel', 'result', 'why', 'hold', 'policy', 'outcome', 'orderNumber'] as const;
  const said = words.flatMap((word) => (facts[word] === undefined ? [] : [JSON.stringify(facts[word])]));
  return [event, ...said].join(' ').replaceAll('"', '').replace(' whatsapp', '');
}
