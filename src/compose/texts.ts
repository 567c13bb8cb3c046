import { relative } from 'node:path';
import type { Logger } from 'pino';
import { ConfigError, type Config } from '../config/env.ts';
import { describeFinding, isError, type Finding } from '../messages/finding.ts';
import { lintTexts } from '../messages/lint/lint-texts.ts';
import type { VerbAnswer } from '../operator/answer.ts';

/**
 * Holds the texts to their rules before anything is sent. Warnings are logged.
 * Throws a {@link ConfigError} with every error: a faulty text stops the start, not a message on day 7.
 */
export function checkTexts({ templatesDir, businessName }: Config, log: Pick<Logger, 'warn'>): void {
  const findings = lintTexts({ folder: templatesDir, businessName, chosenOnly: true }).map(fromHere);
  const errors = findings.filter(isError);
  if (errors.length > 0) throw new ConfigError(errors.map(describeFinding));
  for (const { file, line, rule, what, remedy } of findings) {
    log.warn({ file, line, rule, what, remedy }, 'texts.warning');
  }
}

type Env = Readonly<Record<string, string | undefined>>;

/** `recoup lint`: all texts, also in languages that nobody is written to in. */
export function lintVerb(env: Env): VerbAnswer {
  const findings = lintTexts({
    folder: env['TEMPLATES_DIR']?.trim() || null,
    businessName: env['BUSINESS_NAME']?.trim() || 'Northwind Coffee',
  }).map(fromHere);
  const errors = findings.filter(isError).length;
  const summary = `${errors} error(s), ${findings.length - errors} warning(s)`;
  return {
    text: [...findings.map(describeFinding), summary].join('\n'),
    data: { errors, warnings: findings.length - errors, findings },
    ...(errors > 0 ? { isTrouble: true } : {}),
  };
}

/** Paths as whoever reads them would type them. */
function fromHere(finding: Finding): Finding {
  const path = relative(process.cwd(), finding.file);
  return path.startsWith('..') || path === '' ? finding : { ...finding, file: path };
}
