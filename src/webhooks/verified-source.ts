import type { Source } from '../domain/ids.ts';
import { decodeJson } from '../ports/decode-json.ts';
import type { ParsedEvent } from './parse-by-type.ts';
import type { WebhookReading, WebhookRequest, WebhookSource } from './source.ts';
import type { Translation } from './translation.ts';

type Unverified = Extract<WebhookReading, { kind: 'refused' | 'not_yet' }>;

/** What differs from source to source. */
export interface SourceSteps<Event> {
  readonly name: Source;
  /** Over the bytes exactly as received. */
  readonly verify: (request: WebhookRequest) => { readonly kind: 'verified' } | Unverified;
  readonly parse: (json: unknown) => ParsedEvent<Event>;
  readonly translate: (event: Event) => Translation;
}

/** A source whose every request is verified, then decoded, then parsed for its shape, then translated. */
export function createVerifiedSource<Event>(steps: SourceSteps<Event>): WebhookSource {
  const understand = (body: string): WebhookReading => {
    const json = decodeJson(body);
    return json === undefined ? { kind: 'refused', why: 'not_json' } : readingOf(steps, json);
  };
  return {
    name: steps.name,
    read: (request) => {
      const verdict = steps.verify(request);
      return verdict.kind === 'verified' ? understand(request.rawBody.toString('utf8')) : verdict;
    },
    reread: understand,
  };
}

function readingOf<Event>({ parse, translate }: SourceSteps<Event>, json: unknown): WebhookReading {
  const parsed = parse(json);
  switch (parsed.kind) {
    case 'other':
      return { kind: 'ignored', why: 'type' };
    case 'unparsable': {
      const { eventId, problems } = parsed;
      return { kind: 'quarantined', eventId, type: 'unparsable', reason: problems.join('; ') };
    }
    case 'parsed': {
      const translation = translate(parsed.event);
      return translation.kind === 'ignored' ? translation : { type: parsed.type, ...translation };
    }
  }
}
