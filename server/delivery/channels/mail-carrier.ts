import { connect, type Socket } from 'node:net';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { z } from 'zod';
import { ChannelTargetError } from './channel-target-error.ts';
import { mailBody } from './mail-body.ts';
import { mailOutcome } from './mail-outcome.ts';
import type { Carrier, Message, Outcome } from './message.ts';
import { parseSmtpAddress, type SmtpAddress } from './smtp-address.ts';

export interface MailSettings {
  /** ALLOW_PRIVATE_TARGETS: a mail server on this machine or a private network may do without (trusted) TLS. */
  readonly allowPrivateTargets: boolean;
  /** As SMTP_URL has it. */
  readonly smtpUrl: string | undefined;
  /** The sender, an address with or without a name. */
  readonly mailFrom: string | undefined;
  /** Certificates (PEM) to trust for the mail server instead of the usual authorities. */
  readonly smtpCa?: string | undefined;
}

const mailbox = z.email().max(254);
/** An address may be entered as a link to it. */
const bare = (address: string) => address.trim().replace(/^mailto:/i, '');

/**
 * Mails, one recipient each, over TLS, never with anything from this machine's files. All attempts of a delivery have
 * one Message-ID, by which mail programs show a doubled one once.
 */
export function createMailCarrier(settings: MailSettings): Carrier {
  const server = settings.smtpUrl === undefined ? undefined : parseSmtpAddress(settings.smtpUrl);
  const { mailFrom } = settings;
  return {
    async check(address) {
      if (!mailbox.safeParse(bare(address)).success)
        throw new ChannelTargetError('one address such as name@example.org');
      if (!server || !mailFrom)
        throw new ChannelTargetError(
          'the settings SMTP_URL and MAIL_FROM of this server before it can send mail',
        );
    },
    mask: (address) =>
      bare(address).replace(/^(.?).*(@[^@]*)$|^.*$/su, (_all, first = '', host = '') => `${first}…${host}`),
    async carry(message, { address }, signal) {
      if (!server || !mailFrom)
        return { kind: 'failed', reason: 'This server has no SMTP_URL or no MAIL_FROM.' };
      return send(server, settings, mailOf(message, mailFrom, bare(address)), signal);
    },
  };
}

function mailOf(message: Message, from: string, address: string): SendMailOptions {
  return {
    ...mailBody(message),
    from,
    to: { name: '', address },
    messageId: `<${message.id}@bitcoin-anomaly-detective>`,
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

async function send(
  server: SmtpAddress,
  settings: MailSettings,
  mail: SendMailOptions,
  signal: AbortSignal,
): Promise<Outcome> {
  let socket: Socket | undefined;
  try {
    socket = await connectTo(server, signal);
    const transport = createTransport({ ...transportOptions(server, settings), connection: socket });
    const { accepted } = await Promise.race([transport.sendMail(mail), rejectOn(signal)]);
    if (accepted.length !== 1)
      return { kind: 'failed', reason: 'The mail server did not take the recipient.' };
    return { kind: 'delivered' };
  } catch (error) {
    socket?.destroy();
    return mailOutcome(error, signal);
  }
}

function transportOptions(server: SmtpAddress, { allowPrivateTargets, smtpCa }: MailSettings) {
  const needsTls = !(allowPrivateTargets && server.isPrivate);
  return {
    host: server.host,
    port: server.port,
    secure: server.secure,
    auth: server.auth,
    requireTLS: needsTls,
    tls: { rejectUnauthorized: needsTls, ...(smtpCa !== undefined && { ca: smtpCa }) },
    // Without these nodemailer waits up to ten minutes; the signal ends it earlier.
    greetingTimeout: 15_000,
    socketTimeout: 15_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** A connection of ours: nodemailer's own can't be ended by a signal. */
async function connectTo({ host, port }: SmtpAddress, signal: AbortSignal): Promise<Socket> {
  signal.throwIfAborted();
  const socket = connect({ host, port, signal });
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  // Between here and nodemailer's own listener an error would end the process.
  return socket.on('error', () => undefined);
}

function rejectOn(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}
