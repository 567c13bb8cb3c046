import type { Template } from 'liquidjs';
import { chooseLocale, directionOf, languageOf, type Reader } from './choose-locale.ts';
import type { Text } from './compile-texts.ts';
import { singleLine } from './plain-text.ts';
import type { RenderedMessage, RenderRequest } from './request.ts';
import { loadTexts, type Texts } from './texts.ts';
import { variablesOf, type Variables } from './variables.ts';

/** Writes messages. Pure: the same request gives the same text. */
export interface Renderer {
  /** Throws a `RangeError` without a business name, and an `Error` of the template engine on a faulty text. */
  render(request: RenderRequest): RenderedMessage;
  /** The shipped text in whose place a text is sent; null: there is no such text. */
  kindOf(textId: string): string | null;
  /** The locale a customer is written to in: one whose language has texts. */
  localeFor(reader: Reader): string;
}

/** @param texts parsed already: no message waits for a template to be read */
export function createRenderer(texts: Texts = loadTexts()): Renderer {
  const { languages } = texts;
  return {
    kindOf: texts.kindOf,
    localeFor: (reader) => chooseLocale(reader, languages),
    render(request) {
      const locale = chooseLocale({ preferred: [request.locale], country: null }, languages);
      const language = languageOf(locale, languages);
      const text = texts.find(language, request.textId ?? request.template, request.template);
      return renderText(text, variablesOf(request, locale), locale);
    },
  };
}

/** One text with its variables, see `variablesOf`. */
export function renderText(text: Text, variables: Variables, locale: string): RenderedMessage {
  const write = (template: Template[]) => fill(text, template, { variables, locale });
  return {
    template: text.id,
    class: text.class,
    locale,
    language: text.language,
    direction: directionOf(text.language),
    subject: singleLine(write(text.subject)),
    button: text.button,
    text: tidy(write(text.body)),
  };
}

interface Filling {
  readonly variables: Variables;
  readonly locale: string;
}

function fill({ engine }: Text, template: Template[], { variables, locale }: Filling): string {
  return engine.renderSync(template, variables, { globals: { locale } }) as string;
}

/** Parts that were left out leave blank lines behind; one between paragraphs is enough. */
function tidy(text: string): string {
  return text
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
