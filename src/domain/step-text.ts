import { stepOf, roleOf, type Sequence, type StepId, type StepRole } from './sequence.ts';

/**
 * The texts that say what a role must say; the first is the one of a step whose own text is gone.
 * `second_notice` prints the date on which access ends, so it needs a sequence that suspends.
 */
export const TEXTS_OF_ROLE = {
  reminder: ['first_notice', 'second_notice'],
  final_notice: ['final_notice'],
  suspension: ['suspension'],
  order: ['order_notice'],
} as const satisfies Readonly<Record<StepRole, readonly [string, ...string[]]>>;
export type StepText = (typeof TEXTS_OF_ROLE)[StepRole][number];

/** The text of a step: its own where that fits its role, else the standard one of the role. Never none. */
export function textOf(sequence: Pick<Sequence, 'steps'>, id: StepId): StepText {
  const step = stepOf(sequence, id);
  const texts: readonly StepText[] = TEXTS_OF_ROLE[roleOf(step)];
  const own = step.template ?? step.id;
  return texts.find((text) => text === own) ?? texts[0]!;
}
