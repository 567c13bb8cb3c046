import { html, Markup } from './html.ts';

/**
 * A message as WhatsApp shows it: `*bold*`, `_italic_`, `~struck~`, three backquotes for a fixed width, links underlined.
 * Each line finds its own direction, as on the phone.
 * @see https://faq.whatsapp.com/539178204879377, read 2026-11-23
 */
export function whatsappText(text: string): Markup {
  return html`${text.split('\n').map((line) => html`<p dir="auto">${lineOf(line)}</p>`)}`;
}

/** An e-mail's plain text: links underlined and nothing else. */
export function plainText(text: string): Markup {
  return html`${text.split('\n').map((line) => html`<p dir="auto">${withLinks(line, (part) => html`${part}`)}</p>`)}`;
}

const LINK = /(https?:\/\/[^\s<>]+)/;

function lineOf(line: string): Markup {
  return withLinks(line, styled);
}

/** What is inside a link is never markup. Nobody is led to a simulated page: it is no anchor. */
function withLinks(line: string, show: (part: string) => Markup): Markup {
  const parts = line.split(LINK);
  return html`${parts.map((part, index) => (index % 2 === 1 ? html`<span class="link">${part}</span>` : show(part)))}`;
}

const STYLES: readonly (readonly [mark: string, tag: string])[] = [
  ['```', 'code'],
  ['*', 'strong'],
  ['_', 'em'],
  ['~', 's'],
];

/** A mark counts where a word begins and, with no blank before it, where one ends. */
function styled(text: string): Markup {
  for (const [mark, tag] of STYLES) {
    const literal = mark.replace(/[*]/g, '\\$&');
    const pattern = new RegExp(
      `(^|[^\\p{L}\\p{N}])${literal}(\\S|\\S.*?\\S)${literal}(?![\\p{L}\\p{N}])`,
      'u',
    );
    const found = pattern.exec(text);
    if (!found) continue;
    const [whole, before = '', inner = ''] = found;
    const head = text.slice(0, found.index) + before;
    const tail = text.slice(found.index + whole.length);
    const open = new Markup(`<${tag}>`);
    const close = new Markup(`</${tag}>`);
    const body = tag === 'code' ? html`${inner}` : styled(inner);
    return html`${styled(head)}${open}${body}${close}${styled(tail)}`;
  }
  return html`${text}`;
}
