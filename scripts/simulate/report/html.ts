import { escapeHtml } from '../../../src/domain/escape-html.ts';

/** Markup that is safe to print as it is. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Printable = Markup | string | number | null | false | readonly Printable[];

/** Markup with values in it: everything that is not markup itself is escaped. */
export function html(parts: TemplateStringsArray, ...values: readonly Printable[]): Markup {
  return new Markup(parts.map((part, index) => part + print(values[index] ?? null)).join(''));
}

function print(value: Printable): string {
  if (value === null || value === false) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value));
  return value.map(print).join('');
}
