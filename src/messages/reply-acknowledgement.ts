import { phoneCountry, type Phone } from '../domain/phone.ts';
import type { ReplyLanguage } from '../domain/reply-keyword.ts';
import type { Renderer } from './render.ts';

export interface ReplyReader {
  readonly to: Phone;
  /** Of the reply, where its words tell; null where they do not. */
  readonly language: ReplyLanguage | null;
}

/**
 * The one answer of a conversation that a machine gives: that the reply has come, and that a person will read it. In the
 * language of the reply, else that of the number's country, where we write in it; else in the default one.
 */
export function replyAcknowledgement(
  renderer: Renderer,
  businessName: string,
  { to, language }: ReplyReader,
): string {
  const nobody = { supportContact: null, customerName: null, zone: 'UTC' };
  const locale = renderer.localeFor({
    preferred: language === null ? [] : [language],
    country: phoneCountry(to),
  });
  return renderer.render({ template: 'reply_acknowledgement', businessName, locale, ...nobody }).text;
}
