/** A part of a reply that says one thing. */
export interface Clause {
  /** Words as the phrases expect them, with a space before and after. */
  readonly words: string;
  readonly isQuestion: boolean;
}

/** A longer message is a letter: for a person, and not worth the expressions. */
const MAX_CHARACTERS = 600;

/** Ends of a clause; a full stop between two digits is part of a date. */
const END = /([!;:,\n\r?¿؟،؛।…()—–]+|\.(?!\d))/u;
const AND = /\s(?:but|and|however|pero|y|aber|und|et|e|mas|لكن|কিন্তু|এবং)\s/u;

/**
 * A reply taken apart: lower case, no accents (Bengali keeps its vowel signs, which are letters to it), no apostrophes,
 * nothing but letters, digits and what stands between two digits.
 */
export function clausesOf(text: string): readonly Clause[] {
  if (text.length > MAX_CHARACTERS) return [];
  const parts = normalise(text).split(END);
  return parts.flatMap((part, index) => {
    if (index % 2 === 1) return [];
    const isQuestion = /[?؟]/.test(parts[index + 1] ?? '');
    return wordsOnly(part)
      .split(AND)
      .map((words) => ({ words: ` ${words.trim()} `, isQuestion }))
      .filter(({ words }) => words.trim() !== '');
  });
}

function normalise(text: string): string {
  return plainLetters(text.normalize('NFKC').toLowerCase());
}

/** Without accents and apostrophes: what the phrases themselves are brought into. */
export function plainLetters(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/(?![\u0980-\u09ff])[\p{M}\p{Cf}]/gu, '')
    .replace(/ß/g, 'ss')
    .replace(/['’ʼ´`]/g, '');
}

/** `Nov. 27th – ok 👍` → `nov 27th ok`; `27.11` and `27/11` stay. */
function wordsOnly(part: string): string {
  return part
    .replace(/(?<!\d)[^\p{L}\p{N}\p{M}]+|[^\p{L}\p{N}\p{M}]+(?!\d)|[^\p{L}\p{N}\p{M}./-]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
