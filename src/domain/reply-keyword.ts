/** What a reply of one word (or one set phrase) asks for. */
export interface ReplyKeyword {
  readonly kind: 'stop' | 'start';
  /** The word's language, for the answer: BCP 47. */
  readonly language: ReplyLanguage;
  /** May also mean the subscription itself: obeyed as a STOP, and a person has to ask. */
  readonly isAmbiguous: boolean;
}

export const REPLY_LANGUAGES = ['en', 'es', 'de', 'fr', 'pt-BR', 'ar', 'bn'] as const;
export type ReplyLanguage = (typeof REPLY_LANGUAGES)[number];

type Words = Readonly<Record<ReplyLanguage, readonly string[]>>;

/**
 * Whole replies only: "stop asking, I paid yesterday" is for a person. `stop unsubscribe end quit cancel` are the words
 * of the Reg F FAQ (12 CFR 1006.42), obeyed even off-script; the rest is their everyday form in our languages.
 */
const STOP: Words = {
  en: [
    'stop',
    'stop all',
    'stopall',
    'please stop',
    'stop please',
    'stop messages',
    'unsubscribe',
    'end',
    'quit',
    'opt out',
    'optout',
  ],
  es: ['alto', 'parar', 'pare', 'baja', 'darme de baja', 'no más', 'no mas mensajes', 'desuscribir'],
  de: ['stopp', 'abmelden', 'abbestellen', 'aufhören', 'keine nachrichten mehr'],
  fr: ['arrêt', 'arrêter', 'arrêtez', 'désabonner', 'désinscrire'],
  'pt-BR': ['pare', 'sair', 'descadastrar', 'remover'],
  ar: ['توقف', 'إيقاف', 'أوقف', 'إلغاء الاشتراك'],
  bn: ['বন্ধ', 'বন্ধ করুন', 'থামুন', 'স্টপ'],
};

/** The same word ends a subscription. */
const AMBIGUOUS: Words = {
  en: ['cancel'],
  es: ['cancelar', 'cancela'],
  de: ['kündigen', 'stornieren'],
  fr: ['annuler', 'résilier'],
  'pt-BR': ['cancelar', 'cancele'],
  ar: ['إلغاء'],
  bn: ['বাতিল'],
};

const START: Words = {
  en: ['start', 'unstop', 'subscribe'],
  es: ['iniciar', 'empezar', 'reanudar', 'alta'],
  de: ['starten', 'anmelden'],
  fr: ['démarrer', 'commencer', 'reprendre', 'réabonner'],
  'pt-BR': ['começar', 'voltar', 'retomar'],
  ar: ['ابدأ', 'بدء', 'اشتراك'],
  bn: ['শুরু', 'শুরু করুন', 'স্টার্ট'],
};

/** @returns null for a reply that is not exactly one of the words, in any case, with or without marks around it */
export function readReplyKeyword(text: string): ReplyKeyword | null {
  return KEYWORDS.get(normalise(text)) ?? null;
}

/** Longer is no keyword, and is not worth looking at. */
const MAX_CHARACTERS = 64;

/** Lower case, no accents, no punctuation or emoji around or between, single spaces: `«Arrêt !»` → `arret`. */
function normalise(text: string): string {
  if (text.length > MAX_CHARACTERS) return '';
  const plain = text.normalize('NFKD').replace(/[\p{M}\p{Cf}]/gu, '');
  return plain
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Earlier languages win where a word belongs to two of them. */
const KEYWORDS: ReadonlyMap<string, ReplyKeyword> = new Map(
  [
    ...entries(START, { kind: 'start', isAmbiguous: false }),
    ...entries(AMBIGUOUS, { kind: 'stop', isAmbiguous: true }),
    ...entries(STOP, { kind: 'stop', isAmbiguous: false }),
  ].reverse(),
);

function entries(
  words: Words,
  meaning: Omit<ReplyKeyword, 'language'>,
): readonly (readonly [string, ReplyKeyword])[] {
  return REPLY_LANGUAGES.flatMap((language) =>
    words[language].map((word) => [normalise(word), { ...meaning, language }] as const),
  );
}
