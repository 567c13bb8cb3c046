import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type BrowserContextOptions, type Page } from 'playwright-core';

const PROGRAM =
  process.env['CHROMIUM_PATH'] ||
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'chromium'))
    .find((file) => existsSync(file));

/** False where there is none: such tests are skipped by name. */
export const hasChromium = Boolean(PROGRAM);

export interface PageReader {
  /** The page in a profile of its own. */
  show(markup: string, options: BrowserContextOptions): Promise<Page>;
  /** Every address that any page asked for anything. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/** Shows pages that need nothing from anywhere; whatever they ask for all the same is refused and told. */
export async function openPageReader(): Promise<PageReader> {
  const browser = await chromium.launch({
    executablePath: PROGRAM!,
    args: ['--no-sandbox', '--disable-gpu', '--host-resolver-rules=MAP * ~NOTFOUND'],
  });
  const asked: string[] = [];
  return {
    asked,
    show: async (markup, options) => {
      const context = await browser.newContext({ ...options, locale: 'en-US', timezoneId: 'UTC' });
      context.on('request', (request) => asked.push(request.url()));
      const page = await context.newPage();
      await page.setContent(markup);
      return page;
    },
    close: () => browser.close(),
  };
}
