import { readFileSync } from 'node:fs';
import Router from '@koa/router';

/** `GET /checkout.js`: the snippet for a shop's own checkout, with the name of the business in its sentences. */
export function createCheckoutRouter({ businessName }: { readonly businessName: string }): Router {
  const source = readFileSync(new URL('./checkout.js', import.meta.url), 'utf8');
  // A text of JSON is one of JavaScript, whatever quotes the name has.
  const script = source.replace("'__BUSINESS_NAME__'", () => JSON.stringify(businessName));
  const router = new Router();
  router.get('/checkout.js', (ctx) => {
    ctx.type = 'text/javascript; charset=utf-8';
    ctx.set('Cache-Control', 'public, max-age=3600');
    // Shops load it from another host; without this browsers keep it from them.
    ctx.set('Cross-Origin-Resource-Policy', 'cross-origin');
    ctx.body = script;
  });
  return router;
}
