/** A text that somebody typed; one of spaces alone is how forms and processors write nothing. */
export function textOrNull(text: string | null | undefined): string | null {
  return text?.trim() || null;
}
