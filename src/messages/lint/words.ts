import type { TextSettings, WordList } from '../settings-file.ts';

/** The word lists of one language, each as one pattern; null: no words. */
export type Words = Readonly<Record<'banned' | 'promotion' | 'private', RegExp | null>>;

/** The lists of `settings.yaml` for a language (`pt` has those of `pt-BR` too), with those under `all`. */
export function wordsOf({ banned, promotion, private: ofPrivate }: TextSettings, language: string): Words {
  return {
    banned: wordPattern(banned, language),
    promotion: wordPattern(promotion, language),
    private: wordPattern(ofPrivate, language),
  };
}

function wordPattern(list: WordList, language: string): RegExp | null {
  const words = Object.entries(list)
    .filter(([of]) => of === 'all' || of.split('-')[0] === language.split('-')[0])
    .flatMap(([, ofLanguage]) => ofLanguage);
  if (words.length === 0) return null;
  const letter = '[\\p{L}\\p{M}\\p{N}]';
  const patterns = words.map((word) =>
    word
      .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', `${letter}*`)
      .replace(/\s+/g, '\\s+'),
  );
  return new RegExp(`(?<!${letter})(?:${patterns.join('|')})(?!${letter})`, 'giu');
}
