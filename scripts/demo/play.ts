import { setTimeout as delay } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { recoveryWorkflowId, type Source } from '../../src/domain/ids.ts';
import type { Stage } from './stage.ts';

/** Who is in the story: one pays in the middle of it, one after the suspension. */
const CAST = {
  maria: { name: 'Maria', whatsappPhone: '+233245550001', email: 'maria@example.com' },
  kofi: { name: 'Kofi', whatsappPhone: '+233245550002', email: 'kofi@example.com' },
} as const;
type Actor = keyof typeof CAST;

export interface Play {
  readonly stage: Stage;
  readonly source: Source;
  readonly dayMs: number;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Above the slowest machine's worker start; a day is a second. */
const PATIENCE_MS = 120_000;

/** Plays a whole sequence and says what happens, by the calendar. @returns what went otherwise than it must */
export async function play(playing: Play): Promise<readonly string[]> {
  const { stage, say } = playing;
  const debts = { maria: stage.source.createDebt(CAST.maria), kofi: stage.source.createDebt(CAST.kofi) };
  const began = Date.now();
  const day = () => `day ${((Date.now() - began) / playing.dayMs).toFixed(1).padStart(4)}`;
  say(`${day()}  the renewals of Maria and Kofi fail: ${debts.maria}, ${debts.kofi}`);
  for (const debt of Object.values(debts)) stage.source.failPayment(debt);
  const retelling = retell(playing, day);
  const until = (actor: Actor, count: number) => untilReceived(playing, actor, count);
  try {
    await until('kofi', 2);
    say(`${day()}  Kofi pays`);
    stage.source.pay(debts.kofi);
    await until('maria', 4);
    say(`${day()}  Maria's access is suspended; she pays`);
    stage.source.pay(debts.maria);
    const problems = await endings(playing, debts, day);
    await Promise.all([until('kofi', 3), until('maria', 5)]);
    return [...problems, ...countsOf(playing)];
  } finally {
    await retelling.stop();
  }
}

function receivedBy({ stage }: Play, actor: Actor) {
  const digits = CAST[actor].whatsappPhone.slice(1);
  return stage.rapiwa.messages.filter(({ number }) => number === digits);
}

async function untilReceived(playing: Play, actor: Actor, count: number): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (receivedBy(playing, actor).length < count) {
    playing.signal.throwIfAborted();
    if (Date.now() > end)
      throw new Error(`${CAST[actor].name} got no message number ${count} in two minutes`);
    await delay(50);
  }
}

/** Says each message as it is handed to Rapiwa. */
function retell({ stage, say }: Play, day: () => string) {
  const stopping = new AbortController();
  let told = 0;
  const tellNew = () => {
    for (const { number, text } of stage.rapiwa.messages.slice(told)) {
      const to =
        Object.values(CAST).find(({ whatsappPhone }) => whatsappPhone.endsWith(number))?.name ?? number;
      say(`${day()}  WhatsApp to ${to}: ${text.replace(/\s+/g, ' ')}`);
    }
    told = stage.rapiwa.messages.length;
  };
  const running = (async () => {
    while (!stopping.signal.aborted) {
      tellNew();
      await delay(50);
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await running;
      tellNew();
    },
  };
}

const EXPECTED = { kofi: 'recovered', maria: 'recovered_late' } as const;

async function endings(
  { stage, source, say }: Play,
  debts: Readonly<Record<Actor, string>>,
  day: () => string,
): Promise<readonly string[]> {
  const connection = await Connection.connect({ address: stage.temporalAddress });
  const client = new Client({ connection });
  const problems: string[] = [];
  try {
    for (const actor of ['kofi', 'maria'] as const) {
      const id = recoveryWorkflowId({ source, debtId: debts[actor] });
      const { outcome, access } = (await client.workflow.result(id)) as { outcome: string; access: string };
      say(`${day()}  ${id}: ${outcome}, access ${access}`);
      if (outcome !== EXPECTED[actor]) problems.push(`${id} ended ${outcome}, not ${EXPECTED[actor]}`);
    }
    return problems;
  } finally {
    await connection.close();
  }
}

function countsOf(playing: Play): readonly string[] {
  const counts = (['kofi', 'maria'] as const).map((actor) => receivedBy(playing, actor).length);
  return counts.join() === '3,5' ? [] : [`Kofi and Maria got ${counts.join(' and ')} messages, not 3 and 5`];
}
