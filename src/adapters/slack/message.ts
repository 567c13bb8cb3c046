import type { StaffAlert } from '../../ports/staff-alerts.ts';

/** What an incoming webhook takes: `text` for notifications, `blocks` for the channel. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: readonly object[];
}

/** A section's text may have 3,000 characters; escaping makes five of one. */
const LONGEST = 500;

export function toSlackMessage({ key, what, remedy }: StaffAlert): SlackMessage {
  const [said, todo, matter] = [what, remedy, key].map((text) => escape(shorten(text)));
  return {
    text: `recoup: ${said}`,
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text: `*${said}*\n${todo}` } },
      { type: 'context', elements: [{ type: 'mrkdwn', text: `recoup · ${matter}` }] },
    ],
  };
}

/** Slack's own three: without them `<!channel>` in somebody's name would wake everybody. */
function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function shorten(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}
