/** Every rule a text is held to; each names what its findings are about. */
export const RULES = [
  'file',
  'syntax',
  'class',
  'missing-language',
  'unreviewed',
  'unknown-variable',
  'missing-variable',
  'missing-value',
  'placeholder',
  'plural',
  'links',
  'length',
  'promotion',
  'banned-word',
  'amount',
  'first-line',
  'subject',
] as const;
export type Rule = (typeof RULES)[number];

/** Something about a text that is not in order, where it stands, and what to do. */
export interface Finding {
  /** Errors stop the start of server and worker; warnings do not. */
  readonly severity: 'error' | 'warning';
  readonly rule: Rule;
  /** As its reader knows it: a path. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly what: string;
  readonly remedy: string;
}

export function isError({ severity }: Finding): boolean {
  return severity === 'error';
}

/** `templates/en.yaml:12  error  links  … – remedy`: one line, as compilers write it. */
export function describeFinding({ file, line, severity, rule, what, remedy }: Finding): string {
  return `${file}:${line}  ${severity}  ${rule}  ${what}; ${remedy}`;
}
