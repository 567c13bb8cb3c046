declare const emailAddress: unique symbol;

/** An address that mail can be sent to, domain in lower case. Never logged, never in a workflow's history. */
export type EmailAddress = string & { readonly [emailAddress]: true };

const LONGEST = 254;
/** One mailbox and nothing else: with a line end, comma or bracket a mail library would read more addresses. */
const ADDRESS =
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+\p{L}[\p{L}\p{N}-]{0,61}[\p{L}\p{N}]$/u;

/** `Maria@Example.com` → `Maria@example.com`; null for what is no address. */
export function parseEmailAddress(raw: string): EmailAddress | null {
  const typed = raw.trim();
  if (typed.length > LONGEST || !ADDRESS.test(typed)) return null;
  const at = typed.lastIndexOf('@');
  return `${typed.slice(0, at)}@${typed.slice(at + 1).toLowerCase()}` as EmailAddress;
}
