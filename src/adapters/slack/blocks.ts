/** What an incoming webhook takes: `text` for notifications, `blocks` for the channel. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
}

interface Mrkdwn {
  readonly type: 'mrkdwn';
  readonly text: string;
  readonly verbatim: true;
}

interface Button {
  readonly type: 'button';
  readonly text: { readonly type: 'plain_text'; readonly text: string };
  readonly url: string;
}

export type SlackBlock =
  | { readonly type: 'section'; readonly text: Mrkdwn }
  | { readonly type: 'context'; readonly elements: readonly Mrkdwn[] }
  | { readonly type: 'actions'; readonly elements: readonly Button[] };

/** Slack's limits in characters and pieces, as docs.slack.dev/reference/block-kit had them on 2026-11-23. */
const SECTION = 3_000;
const BUTTON = 75;
const URL_LENGTH = 3_000;
const BUTTONS = 25;

/** @param text already escaped where it comes from anybody else */
export function section(text: string): SlackBlock {
  return { type: 'section', text: mrkdwn(text) };
}

export function context(text: string): SlackBlock {
  return { type: 'context', elements: [mrkdwn(text)] };
}

export interface Link {
  readonly label: string;
  readonly url: string | null;
}

/** Buttons that open a page; none where there is no page to open. */
export function links(all: readonly Link[]): readonly SlackBlock[] {
  const elements = all.flatMap(({ label, url }) =>
    url === null || url.length > URL_LENGTH
      ? []
      : [
          {
            type: 'button' as const,
            text: { type: 'plain_text' as const, text: shorten(label, BUTTON) },
            url,
          },
        ],
  );
  return elements.length > 0 ? [{ type: 'actions', elements: elements.slice(0, BUTTONS) }] : [];
}

/** Verbatim: Slack makes no link and no mention of what somebody wrote. */
function mrkdwn(text: string): Mrkdwn {
  return { type: 'mrkdwn', text: shorten(text, SECTION), verbatim: true };
}

/** Slack's own three: without them `<!channel>` in somebody's name would wake everybody. */
export function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Words of others, escaped, at most so long: escaping makes five characters of one, and none is cut in two. */
export function said(text: string, longest: number): string {
  let length = 0;
  const kept: string[] = [];
  for (const character of text.replace(/\p{Cc}(?<!\n)/gu, ' ')) {
    const safe = escape(character);
    length += safe.length;
    if (length > longest - 1) return `${kept.join('')}…`;
    kept.push(safe);
  }
  return kept.join('');
}

function shorten(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}
