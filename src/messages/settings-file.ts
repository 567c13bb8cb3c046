import { z } from 'zod';
import { readYaml, type YamlFile } from './yaml-file.ts';

/** Words by language; `*` at either end stands for more letters. */
export type WordList = Readonly<Record<string, readonly string[]>>;

/** What `settings.yaml` decides for the texts beside it. */
export interface TextSettings {
  /** Languages customers are written to in; the first where nothing says which. Absent: as shipped, and what is added. */
  readonly languages?: readonly string[];
  /** A customer's reply is acknowledged, once a conversation. Absent: it is not. */
  readonly acknowledgeReplies?: boolean;
  /** In no text at all. */
  readonly banned: WordList;
  /** In no text of class notice. */
  readonly promotion: WordList;
  /** Not in the first line, which a lock screen shows to whoever stands by. */
  readonly private: WordList;
}

const words = z
  .string('must be words with commas between them')
  .transform((list) => list.split(',').map((word) => word.trim()))
  .refine((list) => list.every((word) => /[^*]/.test(word)), 'has nothing between two commas');
const wordList = z.record(z.string(), words).default({});
const settingsFile = z.strictObject({
  languages: z.array(z.string()).min(1, 'must name one language at least').optional(),
  acknowledge_replies: z.boolean('must be true or false').optional(),
  words: z
    .strictObject({ banned: wordList, promotion: wordList, private: wordList })
    .default({ banned: {}, promotion: {}, private: {} }),
});

/** Reads `settings.yaml`. Never throws on a faulty one. */
export function readSettingsFile(file: string, content: string): YamlFile<TextSettings> {
  const read = readYaml(file, content, settingsFile);
  if (read.kind === 'refused') return read;
  const { languages, acknowledge_replies: acknowledgeReplies, words } = read.value;
  return {
    ...read,
    value: {
      ...words,
      ...(languages ? { languages } : {}),
      ...(acknowledgeReplies === undefined ? {} : { acknowledgeReplies }),
    },
  };
}

/** One's own `languages` and `acknowledge_replies` count alone; one's own words come on top. */
export function mergeSettings(shipped: TextSettings, own: TextSettings): TextSettings {
  const merge = (kind: 'banned' | 'promotion' | 'private'): WordList => {
    const languages = [...new Set([...Object.keys(shipped[kind]), ...Object.keys(own[kind])])];
    return Object.fromEntries(
      languages.map((language) => [
        language,
        [...(shipped[kind][language] ?? []), ...(own[kind][language] ?? [])],
      ]),
    );
  };
  const languages = own.languages ?? shipped.languages;
  const acknowledgeReplies = own.acknowledgeReplies ?? shipped.acknowledgeReplies;
  return {
    ...(acknowledgeReplies === undefined ? {} : { acknowledgeReplies }),
    ...(languages ? { languages } : {}),
    banned: merge('banned'),
    promotion: merge('promotion'),
    private: merge('private'),
  };
}
