import { ConfigError, type Config } from '../config/env.ts';
import { textProblems } from '../config/sequences/step-texts.ts';
import { loadTexts, type Texts } from '../messages/texts.ts';

/** All texts. Throws a {@link ConfigError} naming each step of a sequence whose text is not there. */
export function composeTexts({ templatesDir, sequenceTexts }: Config): Texts {
  const texts = loadTexts(templatesDir);
  const problems = textProblems(sequenceTexts, texts.kindOf);
  if (problems.length > 0) throw new ConfigError(problems.map((one) => `SEQUENCES_DIR ${one}`));
  return texts;
}
