import { chromium, type BrowserContextOptions, type Page } from 'playwright-core';
import { CHROMIUM, CHROMIUM_ARGUMENTS } from './chromium.ts';

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
    executablePath: CHROMIUM!,
    args: CHROMIUM_ARGUMENTS,
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
