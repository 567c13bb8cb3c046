import { z } from 'zod';
import { TEMPLATE_NAMES } from './catalog.ts';
import type { MessageClass, TemplateName } from './request.ts';
import { readYaml, type Located, type YamlFile } from './yaml-file.ts';

/** One text as one file writes it; what it leaves out stays as shipped. */
export interface WrittenText {
  readonly id: string;
  /** Where its id stands. */
  readonly at: Located;
  /** Of a text of one's own: the shipped text in whose place it is sent, and whose variables it gets. */
  readonly like?: TemplateName;
  readonly class?: MessageClass;
  readonly subject?: Located;
  readonly button?: Located;
  readonly body?: Located;
}

/** One language as one file writes it. */
export interface LanguageFile {
  /** BCP 47, the name of the file: `en`, `pt-BR`. */
  readonly language: string;
  readonly file: string;
  /** Somebody who speaks the language has read the texts; absent: the file does not say. */
  readonly reviewed?: boolean;
  readonly texts: readonly WrittenText[];
}

const writtenText = z.strictObject({
  like: z.enum(TEMPLATE_NAMES, `must be one of ${TEMPLATE_NAMES.join(', ')}`).optional(),
  class: z.enum(['notice', 'marketing'], 'must be notice or marketing').optional(),
  subject: z.string('must be a text').optional(),
  button: z.string('must be a text').optional(),
  body: z.string('must be a text').optional(),
});
const id = z.string().regex(/^[a-z][a-z0-9_]{0,59}$/, 'an id has a-z, 0-9 and _ only');
const languageFile = z.strictObject({
  reviewed: z.boolean('must be true or false').optional(),
  templates: z.record(id, writtenText).optional(),
});

/** Reads `<language>.yaml`. Never throws on a faulty one. */
export function readLanguageFile(
  { language, file }: Pick<LanguageFile, 'language' | 'file'>,
  content: string,
): YamlFile<LanguageFile> {
  const read = readYaml(file, content, languageFile);
  if (read.kind === 'refused') return read;
  const { reviewed, templates = {} } = read.value;
  const texts = Object.entries(templates).map(([name, written]): WrittenText => {
    const located = (part: 'subject' | 'button' | 'body') => {
      const text = written[part];
      return text === undefined ? {} : { [part]: read.textAt(['templates', name, part], text) };
    };
    return {
      id: name,
      at: read.textAt(['templates', name], name),
      ...(written.like ? { like: written.like } : {}),
      ...(written.class ? { class: written.class } : {}),
      ...located('subject'),
      ...located('button'),
      ...located('body'),
    };
  });
  return {
    ...read,
    value: { language, file, ...(reviewed === undefined ? {} : { reviewed }), texts },
  };
}
