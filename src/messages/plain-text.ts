const NAME_LENGTH = 60;

/** Direction overrides, zero-width and blank letters, private use, tags. The joiners of Persian and Indic stay. */
const UNSEEN =
  /[\p{Co}\p{Cs}\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;
const WHATSAPP_MARKUP = /[*_~`]/g;
const LINK = /:\/\/|\bwww\.|\b(?:mailto|tel|javascript):|@|[\p{L}\p{N}]\.[\p{L}\p{N}.-]*[/?#]/iu;
/** Five digits and more are a phone or account number, which WhatsApp makes tappable. */
const LONG_NUMBER = /(?:\p{Nd}[\s().+-]*){5}/u;
/** What a merge that went wrong leaves behind: `{{first_name}}`, `[NAME]`, `<name>`. */
const UNFILLED = /[{}[\]<>|\\%]/;
const NO_NAME = /^(?:null|undefined|none|n\/a|unknown)(?: (?:null|undefined))?$/i;

/** One visible line: no control characters, no direction overrides, single spaces. For operators' own values. */
export function singleLine(text: string): string {
  const oneLine = text.normalize('NFC').replace(/[\s\p{Cc}]+/gu, ' ');
  return oneLine.replace(UNSEEN, '').replace(/ +/g, ' ').trim();
}

/**
 * A customer's name made safe to print in a message: one line, without WhatsApp markup, at most 60 characters,
 * and nothing in it that a phone would make tappable. Null when there is no name in it: then greet without one.
 */
export function personalName(raw: string | null): string | null {
  if (raw === null) return null;
  const name = singleLine(raw.normalize('NFKC').replace(WHATSAPP_MARKUP, ' '));
  if (!/\p{L}/u.test(name) || NO_NAME.test(name)) return null;
  if (UNFILLED.test(name) || LINK.test(name) || LONG_NUMBER.test(name)) return null;
  return shorten(spaceAfterDots(name));
}

const REFERENCE_LENGTH = 60;

/**
 * An order's number made safe to print: one line, nothing that WhatsApp takes for markup, a mention or a link. A
 * customer must recognise it, so what is harmless stays: `A_1007` has no markup, `_A1007_` does.
 */
export function reference(raw: string): string {
  const line = singleLine(raw.normalize('NFKC')).replace(/[*~`@]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '');
  const plain = LINK.test(line) ? line.replace(/[./:]+/g, '-') : line;
  return [...plain].slice(0, REFERENCE_LENGTH).join('').trim();
}

/** The link when it is one a customer can open (http or https), else null. */
export function webLink(url: string | null): string | null {
  if (url === null || !URL.canParse(url)) return null;
  const parsed = new URL(url);
  return parsed.protocol === 'https:' || parsed.protocol === 'http:' ? parsed.href : null;
}

/** `evil.com` would become a link; `J.R. Smith` only gets the space it should have. */
function spaceAfterDots(name: string): string {
  return name.replace(/[.\u3002](?=[\p{L}\p{N}])/gu, '. ');
}

function shorten(name: string): string {
  const letters = [...name];
  if (letters.length <= NAME_LENGTH) return name;
  const start = letters.slice(0, NAME_LENGTH - 1).join('');
  return `${start.trimEnd()}…`;
}
