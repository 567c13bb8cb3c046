import { toInstant } from '../../src/domain/instant.ts';
import type { Lab } from './lab.ts';
import { anInvoice, tell, type Story } from './story.ts';

/** A sequence as somebody may write it: its second notice may be due never, its version a number. */
export interface ByHand {
  readonly offset: unknown;
  readonly version: unknown;
}

/** A recovery of a new customer that somebody starts with the Temporal client: nobody looked at what it starts with. */
export async function startByHand(lab: Lab, { offset, version }: ByHand): Promise<Story> {
  const story = tell(lab, anInvoice(lab), Math.floor(lab.clock.sync() / 1000) * 1000);
  const steps = [
    { id: 'first_notice', offset: 'PT0S' },
    { id: 'second_notice', offset },
  ];
  const input = {
    ...{ source: 'stripe', debtId: story.invoiceId, kind: 'invoice' },
    customerId: lab.stripe.state.invoices[story.invoiceId]!.customer,
    firstFailureAt: toInstant(story.firstFailure),
    sequence: { id: 'standard', version, steps },
    ...{ amountDueMinor: '1999', currency: 'USD' },
  };
  await lab.env.client.workflow.start('recoverPayment', {
    workflowId: story.workflowId,
    taskQueue: lab.config.temporal.taskQueue,
    args: [input],
  });
  return story;
}
