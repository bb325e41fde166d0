import type { Outcome } from './message.ts';

/** A recipient that does not exist, has moved or is switched off (RFC 3463); "5.7.1" for instance is policy, and may pass. */
const NO_MAILBOX = /^5\.(1\.(0|1|2|3|6|10)|2\.1)$/;

/**
 * What an error of nodemailer means. The server's own words stay away: they like to repeat the recipient.
 *
 * @returns a dead letter only where the server refused this recipient or this mail for good; a sender, a password or a
 *   certificate that it does not take is for the operator to correct, and may pass until then
 */
export function mailOutcome(error: unknown, signal: AbortSignal): Outcome {
  if (signal.aborted) return { kind: 'failed', reason: 'The mail server did not take the mail in time.' };
  const { code, responseCode, response, command } = factsOf(error);
  // "500" is nodemailer's own word where the server offers no STARTTLS.
  if (code === 'ETLS' || isOfTls(error))
    return { kind: 'failed', reason: 'The mail server offers no TLS that can be trusted.' };
  if (responseCode === undefined) return { kind: 'failed', reason: reasonWithoutAnswer(code) };
  const status = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1];
  const answer = status === undefined ? `${responseCode}` : `${responseCode} ${status}`;
  if (code === 'EAUTH')
    return { kind: 'failed', reason: `The mail server does not take the login (${answer}).` };
  const isForGood = responseCode >= 500 && (command === 'RCPT TO' || command === 'DATA');
  if (!isForGood)
    return { kind: 'failed', reason: `The mail server does not take the mail now (${answer}).` };
  if (command === 'RCPT TO' && (responseCode === 551 || NO_MAILBOX.test(status ?? '')))
    return { kind: 'gone', reason: `The mail server knows no such mailbox (${answer}).` };
  const what = command === 'DATA' ? 'mail' : 'recipient';
  return { kind: 'refused', reason: `The mail server refuses this ${what} (${answer}).` };
}

/** nodemailer keeps OpenSSL's code only in the sentence, or not at all. */
const isOfTls = (error: unknown) =>
  error instanceof Error && /certificate|altnames|\bTLS\b|\bSSL\b/i.test(error.message);

function reasonWithoutAnswer(code: string): string {
  if (code === 'EAUTH') return 'The mail server wants another kind of login.';
  return `The mail server could not be reached${code ? ` (${code})` : ''}.`;
}

interface MailFacts {
  code: string;
  responseCode: number | undefined;
  response: string;
  command: string;
}

function factsOf(error: unknown): MailFacts {
  const fact = (name: string): unknown =>
    typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
  const responseCode = fact('responseCode');
  return {
    code: String(fact('code') ?? ''),
    responseCode: typeof responseCode === 'number' ? responseCode : undefined,
    response: String(fact('response') ?? ''),
    command: String(fact('command') ?? ''),
  };
}
