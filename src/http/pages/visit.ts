import type { Context } from 'koa';
import { ProviderError } from '../../ports/provider-error.ts';
import { keepPrivate, notNow, showPage, type Page, type PageOwner } from './page.ts';

/** Of a route with `:token`. */
export type LinkContext = Context & { params: Record<string, string> };

/** Whether a visit goes on, and what its link stands for. */
export type Admission<Visit> =
  { readonly kind: 'admitted'; readonly visit: Visit } | { readonly kind: 'refused'; readonly page: Page };

/** What a visitor gets: a page, or another address. */
export type Answer = Page | { readonly redirectTo: string };

/** The visits to one kind of signed link, behind which a processor is read. */
export interface LinkVisits<Visit> {
  readonly owner: PageOwner;
  readonly admit: (ctx: LinkContext) => Promise<Admission<Visit>>;
  /** The processor did not say what the answer needs; the visitor is asked to come again. */
  readonly noteUnreadable: (visit: Visit, error: ProviderError) => void;
}

export async function receiveVisit<Visit>(
  { owner, admit, noteUnreadable }: LinkVisits<Visit>,
  ctx: LinkContext,
  answer: (visit: Visit) => Promise<Answer>,
): Promise<void> {
  keepPrivate(ctx);
  // Asked by machines that only want to know whether there is something: there is, for any token.
  if (ctx.method === 'HEAD') {
    ctx.status = 200;
    return;
  }
  const admission = await admit(ctx);
  if (admission.kind === 'refused') return showPage(ctx, owner, admission.page);
  const { visit } = admission;
  try {
    const next = await answer(visit);
    if (!('redirectTo' in next)) return showPage(ctx, owner, next);
    ctx.status = 303;
    ctx.redirect(next.redirectTo);
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    noteUnreadable(visit, error);
    ctx.set('Retry-After', '60');
    showPage(ctx, owner, notNow(owner));
  }
}
