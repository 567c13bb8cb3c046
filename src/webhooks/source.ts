import type { IncomingHttpHeaders } from 'node:http';
import type { PaymentEvent } from '../domain/events.ts';
import type { Lookup } from '../domain/lookup.ts';
import type { Source } from '../domain/ids.ts';

/** A request as it came in. */
export interface WebhookRequest {
  readonly rawBody: Buffer;
  readonly headers: IncomingHttpHeaders;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
}

/** What a source makes of a request. */
export type WebhookReading =
  /** Not from the source, or not JSON: answered 400, nothing kept. */
  | { readonly kind: 'refused'; readonly why: string }
  /** It cannot be told yet whether it is from the source: answered 503, nothing kept, and the source delivers again. */
  | { readonly kind: 'not_yet'; readonly why: string }
  /** Verified, but not for us. */
  | { readonly kind: 'ignored'; readonly why: string }
  /** Verified and relevant, but not understood: kept for a person to look at. */
  | {
      readonly kind: 'quarantined';
      readonly eventId: string | null;
      readonly type: string;
      readonly reason: string;
    }
  /** Understood once the source has been asked. */
  | { readonly kind: 'needs_lookup'; readonly type: string; readonly lookup: Lookup }
  | { readonly kind: 'events'; readonly type: string; readonly events: readonly PaymentEvent[] };

/** A processor that sends webhooks: verification and translation, without I/O of its own. */
export interface WebhookSource {
  readonly name: Source;
  /** A promise only where verifying cannot be done at once; no call to the processor is waited for in it. */
  read(request: WebhookRequest): WebhookReading | Promise<WebhookReading>;
  /** The same, of a body whose signature was verified when it came, or which was read from the source itself. */
  reread(body: string): WebhookReading;
}
