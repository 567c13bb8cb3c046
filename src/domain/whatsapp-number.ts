import { parsePhone, type Phone } from './phone.ts';

/** Who wrote, as Rapiwa's hook names them. */
export interface WhatsappSender {
  /** A JID: `41791234567@s.whatsapp.net`, `…@lid`, `…@g.us`. */
  readonly from: string;
  /** Digits, with or without `+`; in a `@lid` message the only place where the number may stand. */
  readonly contactId: string | null;
}

export type SenderReading =
  /** Every way in which this person's number may be written in a customer record. */
  | { readonly kind: 'person'; readonly numbers: readonly Phone[] }
  /** A person whose number is not told: `@lid` is WhatsApp's name for somebody, not a number. */
  | { readonly kind: 'hidden' }
  /** A group, a broadcast list, a channel: nobody who could be answered alone. */
  | { readonly kind: 'crowd' };

const CROWDS = ['g.us', 'broadcast', 'newsletter'];

export function readSender({ from, contactId }: WhatsappSender): SenderReading {
  const [name = '', server = 's.whatsapp.net'] = from.trim().split('@');
  if (CROWDS.includes(server)) return { kind: 'crowd' };
  // `41791234567:12@…` is one of a person's devices.
  const own = digitsOf(name.split(':')[0]!);
  const told = digitsOf((contactId ?? '').split(/[@:]/)[0]!);
  const digits = server === 'lid' ? (told === own ? '' : told) : own || told;
  const numbers = spellings(digits)
    .map((spelling) => parsePhone(`+${spelling}`, null))
    .filter((phone) => phone !== null);
  return numbers.length > 0 ? { kind: 'person', numbers: [...new Set(numbers)] } : { kind: 'hidden' };
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}

/**
 * WhatsApp keeps the number under which somebody registered: Brazilian mobiles from before 2016 without their ninth
 * digit, Mexican ones with a 1 (until 2019) and Argentine ones with a 9 that people do not write.
 */
function spellings(digits: string): string[] {
  for (const [form, other] of REWRITINGS) if (form.test(digits)) return [digits, digits.replace(form, other)];
  return digits === '' ? [] : [digits];
}

const REWRITINGS: readonly (readonly [form: RegExp, other: string])[] = [
  [/^55(\d{2})([6-9]\d{7})$/, '55$19$2'],
  [/^55(\d{2})9([6-9]\d{7})$/, '55$1$2'],
  [/^521(\d{10})$/, '52$1'],
  [/^52([2-9]\d{9})$/, '521$1'],
  [/^549(\d{10})$/, '54$1'],
  [/^54([1-8]\d{9})$/, '549$1'],
];
