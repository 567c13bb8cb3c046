import { TEMPLATE_NAMES } from './catalog.ts';
import { compileTexts, type Text } from './compile-texts.ts';
import { describeFinding, isError } from './finding.ts';
import type { TemplateName } from './request.ts';
import { readTextSources } from './text-sources.ts';

/** Every text that can be sent, parsed and ready. */
export interface Texts {
  /** Languages customers are written to in, BCP 47, the default first. */
  readonly languages: readonly string[];
  /** A customer's reply is acknowledged, once a conversation. */
  readonly acknowledgesReplies: boolean;
  /** Ids of all texts, one's own among them. */
  readonly ids: readonly string[];
  /** The shipped text in whose place a text is sent, and whose facts it needs; null: there is no such text. */
  kindOf(id: string): TemplateName | null;
  /**
   * The text of this id in a language; where it is not there, or is sent in place of another kind, the shipped text of
   * the kind: an id that was taken out meanwhile must not stop a running recovery's message.
   */
  find(language: string, id: string, kind: TemplateName): Text;
}

/**
 * Reads and parses all texts, once.
 * Throws an `Error` that names file, line and remedy of each one that cannot be read or parsed.
 * @param ownFolder `TEMPLATES_DIR`; null: only those shipped
 */
export function loadTexts(ownFolder: string | null = null): Texts {
  if (ownFolder !== null) return load(ownFolder);
  shipped ??= load(null);
  return shipped;
}

/** They cannot change while the process lives: whoever needs them has the same. */
let shipped: Texts | null = null;

function load(ownFolder: string | null): Texts {
  const sources = readTextSources(ownFolder);
  const { languages, findings } = compileTexts(sources);
  const faults = [...sources.findings, ...findings].filter(isError);
  if (faults.length > 0)
    throw new Error(`the texts cannot be used:\n${faults.map(describeFinding).join('\n')}`);
  const fallback = languages.get(sources.chosen[0]!)!;
  return {
    languages: sources.chosen,
    acknowledgesReplies: sources.settings.acknowledgeReplies ?? false,
    ids: [...new Set([...TEMPLATE_NAMES, ...fallback.keys()])],
    kindOf: (id) => fallback.get(id)?.like ?? null,
    find: (language, id, kind) => {
      const own = languages.get(language);
      const text = own?.get(id);
      const found = (text?.like === kind ? text : undefined) ?? own?.get(kind) ?? fallback.get(kind);
      if (!found) throw new Error(`there is no text ${kind}, in ${language} or ${sources.chosen[0]}`);
      return found;
    },
  };
}
