import type { Fault } from './http/faults.ts';
import type { PostedAnswer } from './http/post.ts';
import type { Redelivery } from './http/redelivery.ts';
import type { RunningServer } from './http/serve.ts';

/** A simulated processor on its own loopback server, whose `url` is the base of its API. */
export interface SimulatedProcessor<Event>
  extends RunningServer, Pick<Redelivery, 'deliveries' | 'setWebhookUrl' | 'untilDelivered'> {
  /** `<method> <path>` of every request. */
  readonly requests: readonly string[];
  /** Posts an event by hand, now, without retries and unlisted; rejects when no answer comes. */
  deliver(event: Event, url: string): Promise<PostedAnswer>;
  setFault(fault: Fault | null): void;
}
