import type { SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';

/** Where the mail server is, and who we are there. */
export interface SmtpServer {
  readonly connection: Pick<SMTPConnectionOptions, 'host' | 'port' | 'secure' | 'requireTLS'>;
  /** Null: the server takes our mail without a login. */
  readonly login: { readonly user: string; readonly pass: string } | null;
}

/**
 * `smtps://user:password@host` (TLS from the start, port 465) or `smtp://…` (port 587, STARTTLS where offered). A
 * password is never sent in the clear, except on this machine.
 */
export function readServerUrl(url: URL): SmtpServer {
  const secure = url.protocol === 'smtps:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const login = url.username
    ? { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) }
    : null;
  return {
    connection: {
      host,
      secure,
      port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
      requireTLS: !secure && login !== null && !LOOPBACK.includes(host),
    },
    login,
  };
}

const LOOPBACK: readonly string[] = ['127.0.0.1', 'localhost', '::1'];
