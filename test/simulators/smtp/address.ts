/** The login that the simulated mail server wants. */
export const LOGIN = { user: 'recoup', password: 'smtp-password' } as const;

/** Its address, e.g. for `SMTP_URL`; holds the login. */
export function smtpUrl(port: number): string {
  return `smtp://${LOGIN.user}:${LOGIN.password}@127.0.0.1:${port}`;
}
