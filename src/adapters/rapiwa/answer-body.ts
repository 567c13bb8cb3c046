import { z } from 'zod';
import { decodeJson } from '../../ports/decode-json.ts';

/** What Rapiwa said, before anybody decides what it means. */
export type AnswerBody =
  | { readonly kind: 'html' | 'empty' | 'not_json' }
  | {
      readonly kind: 'json';
      /** `both`: a word of failure beside a word of success or a message's id. */
      readonly verdict: 'success' | 'failure' | 'both' | 'none';
      readonly messageId: string | null;
      /** The words of the failure, for pattern matching only: they may repeat the number, so never show them. */
      readonly complaint: string;
      readonly hasErrorField: boolean;
      /** `connected` of `GET /api/info`; null where it is not said. */
      readonly isConnected: boolean | null;
      /** `data.exists` of `POST /api/verify-whatsapp`; null where it is not said. */
      readonly isOnWhatsapp: boolean | null;
    };

const text = z.string().min(1).optional().catch(undefined);
const messageId = z
  .union([z.string().min(1), z.number().transform(String)])
  .optional()
  .catch(undefined);

/**
 * Both answer shapes of sources S1 (article) and S3 (documentation): every field may be absent or of another type.
 * Source: docs.rapiwa.com/api/send-text-message.html and rapiwa.com/blog/whatsapp-api-failed-payment-recovery,
 * read 2026-11-23; not tried against the live service.
 */
const jsonBody = z.object({
  success: z.union([z.boolean(), z.number(), z.string().toLowerCase()]).optional().catch(undefined),
  status: z.union([z.boolean(), z.number(), z.string().toLowerCase()]).optional().catch(undefined),
  message_id: messageId,
  messageId,
  msgId: messageId,
  data: z
    .object({
      message_id: messageId,
      messageId,
      id: messageId,
      exists: z.boolean().optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
  id: messageId,
  message: text,
  error: z.unknown().optional(),
  errors: z.unknown().optional(),
  connected: z.boolean().optional().catch(undefined),
});
type JsonBody = z.infer<typeof jsonBody>;

const FAILURE_WORDS = new Set<unknown>([false, 0, 'false', 'error', 'failed', 'fail']);
const SUCCESS_WORDS = new Set<unknown>([
  true,
  1,
  200,
  'true',
  'success',
  'ok',
  'sent',
  'queued',
  'accepted',
  'pending',
  'processing',
  'delivered',
]);

// More is no sentence to match patterns against, and a page of them would cost time.
const MAX_COMPLAINT_CHARACTERS = 500;

export function parseBody(contentType: string, raw: string): AnswerBody {
  if (raw.trim() === '') return { kind: 'empty' };
  const parsed = jsonBody.safeParse(decodeJson(raw));
  if (parsed.success) return readJson(parsed.data);
  return { kind: /html/i.test(contentType) || raw.trimStart().startsWith('<') ? 'html' : 'not_json' };
}

function readJson(body: JsonBody): AnswerBody {
  const ofMessage =
    body.message_id ?? body.messageId ?? body.msgId ?? body.data?.message_id ?? body.data?.messageId;
  const ofAnything = body.data?.id ?? body.id;
  return {
    kind: 'json',
    verdict: verdictOf(body, { ofMessage, ofAnything }),
    messageId: ofMessage ?? ofAnything ?? null,
    complaint: flatten([body.error, body.message, body.errors]).slice(0, MAX_COMPLAINT_CHARACTERS),
    hasErrorField: hasError(body),
    isConnected: body.connected ?? null,
    isOnWhatsapp: body.data?.exists ?? null,
  };
}

interface FoundIds {
  readonly ofMessage: string | undefined;
  /** `id` alone may as well be that of the session, which a refusal can name too. */
  readonly ofAnything: string | undefined;
}

function verdictOf(
  body: JsonBody,
  { ofMessage, ofAnything }: FoundIds,
): 'success' | 'failure' | 'both' | 'none' {
  const failed = FAILURE_WORDS.has(body.success) || FAILURE_WORDS.has(body.status) || hasError(body);
  const worked = SUCCESS_WORDS.has(body.success) || SUCCESS_WORDS.has(body.status) || ofMessage !== undefined;
  if (failed) return worked ? 'both' : 'failure';
  return worked || ofAnything !== undefined ? 'success' : 'none';
}

function hasError(body: JsonBody): boolean {
  return !isBlank(body.error) || !isBlank(body.errors);
}

function isBlank(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() === '';
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
  return !value;
}

/** All words in a value, keys included: `{number: ['is invalid']}` → `number is invalid`. */
function flatten(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  if (Array.isArray(value)) return value.map(flatten).filter(Boolean).join(' ');
  if (typeof value !== 'object' || value === null) return '';
  return Object.entries(value)
    .map(([key, inner]) => `${key} ${flatten(inner)}`.trim())
    .join(' ');
}
