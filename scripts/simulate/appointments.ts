import { assertNever } from '../../src/domain/assert-never.ts';
import { DAY_MS } from '../../src/domain/duration.ts';
import { toInstant } from '../../src/domain/instant.ts';
import type { Appointment } from './agenda.ts';
import { failPayments, type Role } from './cast.ts';
import type { Timing, WorldInPlay } from './played.ts';
import { SCENARIOS, type Happening, type Trouble } from './scenarios.ts';
import type { SkippedClock } from './skipped-clock.ts';
import type { World } from './world.ts';

/** Everything that will happen in a world: payments fail, customers act, providers break and are repaired. */
export function appointmentsOf(playing: WorldInPlay, { clock, begin }: Timing): Appointment[] {
  const { world, group, roles } = playing;
  const failures = group.map((customer) => ({ customer, at: customer.firstFailureAt ?? begin }));
  const own = failures.flatMap(({ customer, at }): Appointment[] => {
    const fail = (): void => void roles.push(failPayments(world, customer, clock.now()));
    const happenings = SCENARIOS[customer.scenario].happenings.map((happening) => ({
      at: at + happening.day * DAY_MS,
      act: () =>
        happen(playing, { happening, role: roles.find((role) => role.customer === customer)!, clock }),
    }));
    return [{ at, act: fail }, ...happenings];
  });
  const first = Math.min(...failures.map(({ at }) => at));
  return [...own, ...troubleOf(playing, first, clock)];
}

interface Event {
  readonly happening: Happening;
  readonly role: Role;
  readonly clock: SkippedClock;
}

async function happen({ world, happened }: WorldInPlay, { happening, role, clock }: Event): Promise<void> {
  const { stripe, rapiwa } = world;
  const { customerId } = role;
  switch (happening.kind) {
    case 'pays':
      happened.push({ at: toInstant(clock.now()), text: 'The customer pays', customerId });
      for (const id of role.invoiceIds) stripe.payInvoice(id);
      return;
    case 'says': {
      const { whatsappPhone: from, name } = role.customer;
      if (from) await rapiwa.emitReply({ from, name, text: happening.text });
      return;
    }
    default:
      return assertNever(happening);
  }
}

/** Counted from the first failure of all who share the trouble. */
function troubleOf(
  { world, group, happened }: WorldInPlay,
  first: number,
  clock: SkippedClock,
): Appointment[] {
  const { trouble } = SCENARIOS[group[0]!.scenario];
  if (!trouble) return [];
  const tell = (text: string): void =>
    void happened.push({ at: toInstant(clock.now()), text, customerId: null });
  const begin = (): void => {
    tell(trouble.begins);
    beginTrouble(world, trouble);
  };
  const end = (): void => {
    tell(trouble.ends);
    endTrouble(world);
  };
  return [
    { at: first + trouble.fromDay * DAY_MS, act: begin },
    { at: first + trouble.toDay * DAY_MS, act: end },
  ];
}

function beginTrouble({ stripe, rapiwa }: World, { kind }: Trouble): void {
  switch (kind) {
    case 'key_refused':
      return rapiwa.setApiKey('another key');
    case 'unreachable':
      stripe.setFault({ kind: 'status', status: 503 });
      rapiwa.setFault({ kind: 'status', status: 503 });
      return rapiwa.setAnswer('server_error');
    default:
      return assertNever(kind);
  }
}

function endTrouble({ config, stripe, rapiwa }: World): void {
  rapiwa.setApiKey(config.rapiwa!.apiKey);
  stripe.setFault(null);
  rapiwa.setFault(null);
  rapiwa.setAnswer('api');
}
