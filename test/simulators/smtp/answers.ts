/** How the mail server behaves: a well-meaning one, and each way in which real ones do not take a mail. */
export const SMTP_ANSWERS = [
  'accept',
  /** No such mailbox: 550 5.1.1 to `RCPT TO`. */
  'unknown_mailbox',
  /** Greylisted: 451 4.7.1 to `RCPT TO`. */
  'greylisted',
  /** We may not send here: 554 5.7.1 to `RCPT TO`. */
  'relay_denied',
  /** The sender's domain is refused: 550 to `MAIL FROM`. */
  'sender_refused',
  /** 554 after the whole mail: it looks like spam. */
  'spam',
  /** 451 after the whole mail. */
  'busy_after_data',
  /** Accepted, but the answer never comes. */
  'hang_after_data',
  /** Accepted, then the connection is cut. */
  'drop_after_data',
  /** The connection is cut at `MAIL FROM`. */
  'drop_before_data',
  /** 535 to the login. */
  'auth_refused',
] as const;
export type SmtpAnswer = (typeof SMTP_ANSWERS)[number];

/** After these the customer gets the mail. */
export const ACCEPTING: ReadonlySet<SmtpAnswer> = new Set(['accept', 'hang_after_data', 'drop_after_data']);

export function reply(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode });
}
