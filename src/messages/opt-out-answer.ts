import type { ReplyLanguage } from '../domain/reply-keyword.ts';
import type { Renderer } from './render.ts';

/**
 * The answer to a STOP, in the language of the word that was used where we write in it, else in the default one: that
 * it was heard, who says so, and the way back. START is understood in every language.
 */
export function optOutAnswer(renderer: Renderer, businessName: string, language: ReplyLanguage): string {
  const nobody = { supportContact: null, customerName: null, zone: 'UTC' };
  const locale = renderer.localeFor({ preferred: [language], country: null });
  return renderer.render({ template: 'opt_out_confirmation', businessName, locale, ...nobody }).text;
}
