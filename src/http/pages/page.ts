import { createHash } from 'node:crypto';
import type { Context } from 'koa';
import { html, type Html } from './html.ts';
import { STYLE } from './style.ts';

/** What every page for customers shows of the business. */
export interface PageOwner {
  readonly businessName: string;
  readonly supportContact: string | null;
}

export interface Page {
  readonly status: number;
  readonly title: string;
  readonly body: Html;
}

/** Without a space more: the hash is of all that stands between the tags. */
const STYLE_ELEMENT: Html = { markup: `<style>${STYLE}</style>` };
const STYLE_HASH = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;

/**
 * No script, nothing loaded from anywhere, in nobody's frame. Without `form-action`: browsers hold it against the redirect
 * that answers a form, and that leads to the processor, whose hosts are many.
 */
const POLICY = `default-src 'none'; style-src ${STYLE_HASH}; base-uri 'none'; frame-ancestors 'none'`;

/** What an answer behind a signed link says to browsers and crawlers: keep nothing, tell nobody where you were. */
export function keepPrivate(ctx: Context): void {
  ctx.set('Cache-Control', 'no-store');
  ctx.set('Referrer-Policy', 'no-referrer');
  ctx.set('X-Robots-Tag', 'noindex, nofollow');
  ctx.set('Content-Security-Policy', POLICY);
}

export function showPage(ctx: Context, owner: PageOwner, { status, title, body }: Page): void {
  keepPrivate(ctx);
  ctx.status = status;
  ctx.type = 'html';
  ctx.body = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title} – ${owner.businessName}</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        <header>${owner.businessName}</header>
        <main>
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html>`.markup;
}

/** Where to turn, for the end of a page. */
export function whereToTurn({ supportContact }: PageOwner): Html {
  const also = supportContact ? html` You can also reach us at ${supportContact}.` : null;
  return html`<p>Any questions? Just reply to the message that brought you here.${also}</p>`;
}

/**
 * The same for whatever is wrong with a link (made up, expired, of nobody we know), so that it tells nothing: neither
 * whether it ever was one, nor whose.
 */
export function notALink(owner: PageOwner): Page {
  return {
    status: 404,
    title: 'This link does not work',
    body: html`<p>It may be incomplete, or too old. Please use the link in our latest message.</p>
      ${whereToTurn(owner)}`,
  };
}

export function tooOften(owner: PageOwner): Page {
  return {
    status: 429,
    title: 'One moment, please',
    body: html`<p>This page was opened very often just now. Please try again in a few minutes.</p>
      ${whereToTurn(owner)}`,
  };
}

export function notNow(owner: PageOwner): Page {
  return {
    status: 503,
    title: 'Please try again in a minute',
    body: html`<p>We could not look this up just now. Nothing was changed.</p>
      ${whereToTurn(owner)}`,
  };
}
