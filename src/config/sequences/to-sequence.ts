import type { Sequence, SequenceStep } from '../../domain/sequence.ts';
import { roleByName } from '../../domain/sequence.ts';
import type { SequenceForm, StepForm } from './form.ts';

/** What a file says, without what goes without saying: it travels in the input of every recovery. */
export function toSequence(form: SequenceForm, winbackWindow: string): Sequence {
  const { id, version, steps, endsAs, waitForSilentRetry, quietBeforeNextAttempt } = form;
  return {
    id,
    version,
    steps: steps.map(toStep),
    winbackWindow: form.winbackWindow ?? winbackWindow,
    ...(endsAs === 'expired' && { endsAs }),
    ...(waitForSilentRetry === true && { waitForSilentRetry }),
    ...(quietBeforeNextAttempt !== undefined && { quietBeforeNextAttempt }),
  };
}

function toStep({ id, offset, role, template, channels, action }: StepForm): SequenceStep {
  return {
    id,
    offset,
    ...(role !== undefined && role !== roleByName(id) && { role }),
    ...(template !== undefined && template !== id && { template }),
    ...(channels !== undefined && channels.join() !== 'whatsapp,email' && { channels }),
    ...(action === 'none' && { action }),
  };
}
