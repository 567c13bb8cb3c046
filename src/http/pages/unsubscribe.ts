import Router from '@koa/router';
import { html } from './html.ts';
import { visitorOf, type VisitLimit } from './limits.ts';
import { notALink, showPage, tooOften, whereToTurn, type Page, type PageOwner } from './page.ts';
import type { LinkContext } from './visit.ts';

export interface UnsubscribePageOptions {
  readonly owner: PageOwner;
  /** The keyed hash of the address that a good link stands for; null for any other token. */
  readonly readToken: (token: string) => string | null;
  /** May be repeated. */
  readonly optOut: (addressHash: string) => Promise<void>;
  readonly limit: VisitLimit;
}

/**
 * `POST /unsubscribe/:token` ends all mail to an address: pressed on our page, or by the reader's mail program (RFC 8058).
 * `GET` only asks, because programs that look for viruses open every link.
 */
export function createUnsubscribeRouter(options: UnsubscribePageOptions): Router {
  const router = new Router();
  router.get('/unsubscribe/:token', (ctx: LinkContext) => visit(options, ctx, async () => ASKING));
  router.post('/unsubscribe/:token', (ctx: LinkContext) =>
    visit(options, ctx, async (addressHash) => {
      await options.optOut(addressHash);
      return done(options.owner);
    }),
  );
  return router;
}

async function visit(
  { owner, readToken, limit }: UnsubscribePageOptions,
  ctx: LinkContext,
  answer: (addressHash: string) => Promise<Page>,
): Promise<void> {
  if (!(await limit.admit(visitorOf(ctx)))) return showPage(ctx, owner, tooOften(owner));
  const addressHash = readToken(ctx.params['token'] ?? '');
  showPage(ctx, owner, addressHash === null ? notALink(owner) : await answer(addressHash));
}

const ASKING: Page = {
  status: 200,
  title: 'No more e-mail?',
  body: html`<p>We will not write to this address about payments any more.</p>
    <form method="post"><button type="submit">Stop these e-mails</button></form>`,
};

function done(owner: PageOwner): Page {
  return {
    status: 200,
    title: 'You will get no more e-mail from us about payments',
    body: whereToTurn(owner),
  };
}
