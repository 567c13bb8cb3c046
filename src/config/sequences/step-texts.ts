import { roleByName, type StepRole } from '../../domain/sequence.ts';
import { STEP_TEXTS, TEXTS_OF_ROLE, type StepText } from '../../domain/step-text.ts';
import type { SequenceForm } from './form.ts';
import type { YamlFile } from './yaml-file.ts';

/** A text of the business's own that a step names; whether there is one is known where texts are. */
export interface NamedText {
  readonly id: string;
  /** It must be sent in place of one of these. */
  readonly kinds: readonly StepText[];
  /** e.g. `vip.yaml line 7, steps[2].template` */
  readonly place: string;
}

/** The texts of a sequence that are not ours. */
export function namedTexts({ steps }: SequenceForm, file: YamlFile): NamedText[] {
  const suspends = steps.some((step) => roleIn(step) === 'suspension');
  return steps.flatMap((step, index) => {
    const id = step.template ?? step.id;
    const role = roleIn(step);
    if (role === null || STEP_TEXTS.some((known) => known === id)) return [];
    const fitting: readonly StepText[] = TEXTS_OF_ROLE[role];
    const kinds = suspends ? fitting : fitting.filter((kind) => kind !== 'second_notice');
    return [{ id, kinds, place: file.placeOf(['steps', index, 'template']) }];
  });
}

function roleIn({ id, role }: SequenceForm['steps'][number]): StepRole | null {
  return role ?? roleByName(id);
}

/** Every step whose text is not there, or says something else than its role must say. */
export function textProblems(
  named: readonly NamedText[],
  kindOf: (textId: string) => string | null,
): string[] {
  return named.flatMap(({ id, kinds, place }) => {
    const kind = kindOf(id);
    if (kinds.some((fitting) => fitting === kind)) return [];
    const remedy = `write ${kinds.join(' or ')}, or a text of your own with like: ${kinds[0]} in TEMPLATES_DIR`;
    return [`${place}: ${id} is ${kind === null ? 'no text' : `sent in place of ${kind}`}: ${remedy}`];
  });
}
