import type { SlackPost } from '../slack/slack-simulator.ts';
import type { MailRecord } from '../smtp/smtp-simulator.ts';

/** What the billing team's channel and the mailboxes hold, the newest first. */
export interface InboxesView {
  slack: { id: string; at: string; text: string }[];
  mails: { id: string; at: string; to: string; subject: string; text: string }[];
}

const SHOWN = 20;

export function inboxesView(input: {
  posts: readonly SlackPost[];
  mails: readonly MailRecord[];
}): InboxesView {
  return {
    slack: newest(input.posts).map(({ post, index }) => ({
      id: `slack-${index}`,
      at: post.at,
      text: textOf(post),
    })),
    mails: newest(input.mails.filter(({ accepted }) => accepted)).map(({ post, index }) => ({
      id: `mail-${index}`,
      at: post.at,
      to: post.to,
      subject: post.subject,
      text: post.text,
    })),
  };
}

function newest<T>(all: readonly T[]): { post: T; index: number }[] {
  return all
    .map((post, index) => ({ post, index }))
    .slice(-SHOWN)
    .reverse();
}

/** What Slack shows: the blocks, else the text, which then is only for notifications. */
function textOf({ text, blocks }: SlackPost): string {
  const shown = blocks.flatMap((block) => textsIn(block)).join('\n');
  return plain(shown === '' ? text : shown);
}

/** Texts of a block and of what it holds, in order. */
function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== 'object' || value === null) return [];
  const { text, fields, elements, url } = value as Record<string, unknown>;
  const own =
    typeof text === 'string' ? [typeof url === 'string' ? `${text}: ${url}` : text] : textsOfLabel(text, url);
  return [...own, ...textsIn(fields), ...textsIn(elements)];
}

/** A button's label is an object of its own. */
function textsOfLabel(label: unknown, url: unknown): string[] {
  const texts = textsIn(label);
  return typeof url === 'string' ? texts.map((text) => `${text}: ${url}`) : texts;
}

/** Slack's markup as it looks, without its escapes. */
function plain(text: string): string {
  return text
    .replaceAll(/\*([^*\n]+)\*/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
