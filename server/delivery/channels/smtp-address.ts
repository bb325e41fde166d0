import { isIP } from 'node:net';
import { isPublicAddress } from './public-address.ts';

/** A mail server, as SMTP_URL names it. */
export interface SmtpAddress {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte (smtps); else STARTTLS. */
  readonly secure: boolean;
  readonly auth?: { readonly user: string; readonly pass: string };
  /** On this machine or a private network: an address of one, or a name without a dot. */
  readonly isPrivate: boolean;
}

/**
 * @param text such as smtps://user:password@mail.example.org or smtp://mail.example.org:587
 * @returns undefined for what is no such address
 */
export function parseSmtpAddress(text: string): SmtpAddress | undefined {
  if (!/^smtps?:\/\/[^/?#]+\/?$/.test(text) || !URL.canParse(text)) return undefined;
  const { protocol, hostname, port, username, password } = new URL(text);
  const secure = protocol === 'smtps:';
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  try {
    return {
      host,
      port: port === '' ? (secure ? 465 : 587) : Number(port),
      secure,
      ...(username !== '' && {
        auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
      }),
      isPrivate: isIP(host) ? !isPublicAddress(host) : !host.includes('.'),
    };
  } catch {
    return undefined;
  }
}
