import { roleOf, stepOf, type Sequence, type StepId, type StepRole } from './sequence.ts';

/**
 * The kinds of text that say what a role must say; the first is that of a step whose own text is gone.
 * `second_notice` prints the date on which access ends, so it needs a sequence that suspends.
 */
export const TEXTS_OF_ROLE = {
  reminder: ['first_notice', 'second_notice'],
  final_notice: ['final_notice'],
  suspension: ['suspension'],
  order: ['order_notice'],
} as const satisfies Readonly<Record<StepRole, readonly [string, ...string[]]>>;
export type StepText = (typeof TEXTS_OF_ROLE)[StepRole][number];

/** Every kind of text that a step may have. */
export const STEP_TEXTS: readonly StepText[] = Object.values(TEXTS_OF_ROLE).flat();

/**
 * The text of a step: its own where that fits its role, else the standard one of the role. Never none, for a message
 * must not wait because a text was taken out.
 * @param kindOf the kind of the text with this id; null: there is none
 */
export function textOf(
  sequence: Pick<Sequence, 'steps'>,
  id: StepId,
  kindOf: (textId: string) => string | null,
): { readonly kind: StepText; readonly textId: string } {
  const step = stepOf(sequence, id);
  const fitting: readonly StepText[] = TEXTS_OF_ROLE[roleOf(step)];
  const textId = step.template ?? step.id;
  const own = fitting.find((kind) => kind === kindOf(textId));
  return own ? { kind: own, textId } : { kind: fitting[0]!, textId: fitting[0]! };
}
