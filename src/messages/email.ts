import { escapeHtml } from '../domain/escape-html.ts';
import { withoutLinkIsolates } from './isolate.ts';
import { singleLine } from './plain-text.ts';
import type { RenderedMessage } from './request.ts';

/** A message as a mail: the plain text and the page say the same. */
export interface EmailText {
  readonly subject: string;
  readonly text: string;
  /** A whole HTML page, without anything loaded from elsewhere. */
  readonly html: string;
}

/**
 * The same message for e-mail: WhatsApp's `*bold*` becomes plain or HTML, the link that stands on a line of its own
 * becomes a button, all else is escaped.
 */
export function toEmail(message: RenderedMessage, businessName: string): EmailText {
  const text = withoutLinkIsolates(message.text);
  const subject = `${singleLine(businessName)}: ${message.subject}`;
  return {
    subject,
    text: rewrite(text, { words: withoutMarkup, link: (url) => url }),
    html: page(text, { ...message, subject }),
  };
}

interface Rewriting {
  readonly words: (text: string) => string;
  readonly link: (url: string) => string;
}

/** Ends before what closes the sentence, not the address. */
const LINK = /(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]'*_~])/;

/** Links are left out of everything else: an underscore in one is no markup. */
function rewrite(text: string, { words, link }: Rewriting): string {
  // With a group in the pattern, every second part is what it matched.
  return text
    .split(LINK)
    .map((part, index) => (index % 2 === 1 ? link(part) : words(part)))
    .join('');
}

/** WhatsApp: `*bold*`, `_italic_`, `~struck~`, around words only: `snake_case` and `2 * 3 * 4` stay. */
const MARKUP: readonly (readonly [mark: RegExp, tag: string])[] = [
  [/(?<![\p{L}\p{N}*])\*(?=\S)([^*\n]*[^*\s])\*(?![\p{L}\p{N}*])/gu, 'strong'],
  [/(?<![\p{L}\p{N}_])_(?=\S)([^_\n]*[^_\s])_(?![\p{L}\p{N}_])/gu, 'em'],
  [/(?<![\p{L}\p{N}~])~(?=\S)([^~\n]*[^~\s])~(?![\p{L}\p{N}~])/gu, 's'],
];

function withoutMarkup(text: string): string {
  return MARKUP.reduce((words, [mark]) => words.replace(mark, '$1'), text);
}

function withTags(text: string): string {
  return MARKUP.reduce((words, [mark, tag]) => words.replace(mark, `<${tag}>$1</${tag}>`), escapeHtml(text));
}

type Page = Pick<RenderedMessage, 'language' | 'direction' | 'button' | 'subject'>;

function page(text: string, { language, direction, button, subject }: Page): string {
  const line = (words: string): string =>
    ONLY_A_LINK.test(words) ? buttonTo(words, button ?? words) : withLinks(words);
  const paragraphs = text
    .split(/\n{2,}/)
    .map((lines) => `<p>${lines.split('\n').map(line).join('<br>\n')}</p>`);
  return [
    '<!doctype html>',
    `<html lang="${language}" dir="${direction}">`,
    `<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(subject)}</title></head>`,
    `<body dir="${direction}" style="font-family:system-ui,sans-serif;font-size:16px;line-height:1.5;max-width:36em;margin:auto;padding:1em">`,
    ...paragraphs,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

const ONLY_A_LINK = new RegExp(`^${LINK.source}$`);

function withLinks(words: string): string {
  return rewrite(words, {
    words: withTags,
    link: (url) => `<a href="${escapeHtml(url)}">${escapeHtml(url)}</a>`,
  });
}

const BUTTON =
  'display:inline-block;margin-top:.5em;padding:.7em 1.2em;border-radius:.4em;background:#1b4fb3;color:#ffffff;text-decoration:none;font-weight:600';

function buttonTo(url: string, label: string): string {
  return `<a href="${escapeHtml(url)}" style="${BUTTON}">${escapeHtml(label)}</a>`;
}
