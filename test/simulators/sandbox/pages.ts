import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { send, urlOf } from '../http/exchange.ts';
import type { RequestHandler } from '../http/serve.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; " +
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
};

/** Serves the page at `/`, a hosted invoice at `/invoice/<id>` and their assets: a fixed list, no path from outside. */
export function createPages(): RequestHandler {
  return async (request, response) => {
    request.resume();
    const name = assetNameOf(urlOf(request).pathname);
    if (request.method !== 'GET' || name === null) {
      return send(response, { status: 404, body: { error: 'not found' } });
    }
    const content = await readFile(new URL(`./assets/${name}`, import.meta.url));
    response.writeHead(200, { ...HEADERS, 'content-type': TYPES[extname(name)] ?? 'text/plain' });
    response.end(content);
  };
}

const ASSETS = new Set([
  'page.css',
  'page.js',
  'dom.js',
  'phone.js',
  'device.js',
  'inboxes.js',
  'recoveries.js',
  'spoken.js',
  'timing.js',
  'invoice.css',
  'invoice.js',
  'icon.svg',
]);

function assetNameOf(pathname: string): string | null {
  if (pathname === '/') return 'page.html';
  if (/^\/invoice\/[\w-]+$/.test(pathname)) return 'invoice.html';
  const name = pathname.replace(/^\/assets\//, '');
  return ASSETS.has(name) ? name : null;
}
