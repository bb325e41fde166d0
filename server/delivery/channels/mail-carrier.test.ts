import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { describe, expect, it } from 'vitest';
import { createMailCarrier, type MailSettings } from './mail-carrier.ts';
import { inTime, MESSAGE } from './test-message.ts';

const TO = 'anna.smith@example.org';
const FROM = 'Anomaly Detective <alerts@example.org>';

interface ReceivedMail {
  isSecure: boolean;
  user: string | undefined;
  from: string;
  to: string[];
  text: string;
}

/** Long headers, and long lines of quoted-printable, as one line. */
const unfolded = (text: string) => text.replace(/\r\n[ \t]+/g, ' ').replaceAll('=\r\n', '');

/** A real mail server on loopback. */
async function startMailServer(options: SMTPServerOptions = {}) {
  const mails: ReceivedMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    onAuth: ({ username, password }, _session, callback) =>
      password === 'p@ss' ? callback(null, { user: username }) : callback(new Error('Invalid login')),
    onData: (stream, { secure, user, envelope }, callback) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.once('end', () => {
        const from = envelope.mailFrom ? envelope.mailFrom.address : '';
        const to = envelope.rcptTo.map(({ address }) => address);
        const text = unfolded(Buffer.concat(chunks).toString());
        mails.push({ isSecure: secure, user: user === undefined ? undefined : String(user), from, to, text });
        callback();
      });
    },
    ...options,
  });
  // What a client that turns away does to the connection is no fault of the server.
  server.on('error', () => undefined);
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  return {
    port: (listening.address() as AddressInfo).port,
    mails,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

const PRIVATE = { allowPrivateTargets: true };
const PUBLIC = { allowPrivateTargets: false };

function send(port: number, settings: Partial<MailSettings> = PRIVATE, signal = inTime()) {
  const all = { ...PRIVATE, smtpUrl: `smtp://127.0.0.1:${port}`, mailFrom: FROM, ...settings };
  return createMailCarrier(all).carry(MESSAGE, { address: TO, secrets: [] }, signal);
}

const withCode = (message: string, responseCode: number) =>
  Object.assign(new Error(message), { responseCode });
const refusing = (message: string, code: number): SMTPServerOptions => ({
  onRcptTo: (_address, _session, callback) => callback(withCode(message, code)),
});

/** A key and a certificate for localhost, made now. */
function makeCertificate(): { key: string; cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'mail-'));
  try {
    const [key, cert] = [join(folder, 'key'), join(folder, 'cert')];
    const words = `req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost`;
    execFileSync('openssl', [...words.split(' '), '-keyout', key, '-out', cert], { stdio: 'ignore' });
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

describe('a mail', () => {
  it('has one recipient, text, HTML, and a picture that the HTML shows', async () => {
    await using server = await startMailServer();
    expect(await send(server.port)).toEqual({ kind: 'delivered' });
    const [mail] = server.mails;
    expect(mail).toMatchObject({ from: 'alerts@example.org', to: [TO] });
    const text = mail?.text ?? '';
    expect(text).toMatch(/^Subject: BTC\/USD 1h on kraken: price crash\r$/m);
    expect(text).toMatch(new RegExp(`^Message-ID: <${MESSAGE.id}@bitcoin-anomaly-detective>`, 'im'));
    expect(text).toMatch(/Content-Type: text\/plain/);
    expect(text).toMatch(/Content-Type: text\/html/);
    expect(text).toMatch(/cid:chart@bitcoin-anomaly-detective/);
    expect(text).toContain('Content-ID: <chart@bitcoin-anomaly-detective>');
    expect(text).toContain(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1').toString('base64').slice(0, 9));
  });

  it('has one Message-ID over all attempts', async () => {
    await using server = await startMailServer();
    await send(server.port);
    await send(server.port);
    const ids = server.mails.map(({ text }) => /^Message-ID: (.*)$/im.exec(text)?.[1]);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).toContain(MESSAGE.id);
  });

  it('logs in with what the address says, percent-encoded or not', async () => {
    await using server = await startMailServer();
    const smtpUrl = `smtp://anna%40example.org:p%40ss@127.0.0.1:${server.port}`;
    expect(await send(server.port, { smtpUrl })).toEqual({ kind: 'delivered' });
    expect(server.mails[0]?.user).toBe('anna@example.org');
    const wrong = smtpUrl.replace('p%40ss', 'other');
    const outcome = await send(server.port, { smtpUrl: wrong });
    expect(outcome).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('does not take the login'),
    });
  });

  it('never leaves in clear text where the server is not a private one, nor over TLS that nobody vouches for', async () => {
    await using open = await startMailServer({ disabledCommands: ['STARTTLS'] });
    expect(await send(open.port, PUBLIC)).toEqual({
      kind: 'failed',
      reason: 'The mail server offers no TLS that can be trusted.',
    });
    await using selfSigned = await startMailServer();
    expect((await send(selfSigned.port, PUBLIC)).kind).toBe('failed');
    expect(open.mails).toEqual([]);
    expect(selfSigned.mails).toEqual([]);
  });

  it('is encrypted where a private server can, whoever vouches for it', async () => {
    await using server = await startMailServer();
    expect(await send(server.port)).toEqual({ kind: 'delivered' });
    await using secure = await startMailServer({ secure: true });
    expect(await send(secure.port, { smtpUrl: `smtps://127.0.0.1:${secure.port}` })).toEqual({
      kind: 'delivered',
    });
    expect([...server.mails, ...secure.mails].map(({ isSecure }) => isSecure)).toEqual([true, true]);
  });

  it.skipIf(!hasOpenssl)(
    'trusts the certificates that it is given, by STARTTLS or from the first byte',
    async () => {
      const certificate = makeCertificate();
      const settings = { ...PUBLIC, smtpCa: certificate.cert };
      for (const secure of [true, false]) {
        await using server = await startMailServer({ ...certificate, secure });
        const smtpUrl = `${secure ? 'smtps' : 'smtp'}://localhost:${server.port}`;
        expect(await send(server.port, { ...settings, smtpUrl })).toEqual({ kind: 'delivered' });
        expect(await send(server.port, { ...PUBLIC, smtpUrl })).toMatchObject({
          reason: 'The mail server offers no TLS that can be trusted.',
        });
        expect(server.mails.map(({ isSecure }) => isSecure)).toEqual([true]);
      }
    },
  );

  it('may pass later when its recipient is greylisted', async () => {
    await using server = await startMailServer(refusing('4.7.1 Greylisted, try again', 451));
    expect(await send(server.port)).toEqual({
      kind: 'failed',
      reason: 'The mail server does not take the mail now (451 4.7.1).',
    });
  });

  it('is gone with its mailbox, and only refused by a policy; the recipient is never repeated', async () => {
    await using server = await startMailServer(refusing(`5.1.1 <${TO}>: no such user`, 550));
    expect(await send(server.port)).toEqual({
      kind: 'gone',
      reason: 'The mail server knows no such mailbox (550 5.1.1).',
    });
    await using policy = await startMailServer(refusing(`5.7.1 blocked`, 550));
    expect(await send(policy.port)).toEqual({
      kind: 'refused',
      reason: 'The mail server refuses this recipient (550 5.7.1).',
    });
  });

  it('is refused as a whole, or waits for a full disk', async () => {
    for (const [code, kind] of [
      [554, 'refused'],
      [452, 'failed'],
    ] as const) {
      await using server = await startMailServer({
        onData: (stream, _session, callback) =>
          stream.on('end', () => callback(withCode('no', code))).resume(),
      });
      expect((await send(server.port)).kind).toBe(kind);
    }
  });

  it('waits for the operator when the server does not take the sender', async () => {
    await using server = await startMailServer({
      onMailFrom: (_address, _session, callback) => callback(withCode('5.7.1 not yours', 550)),
    });
    expect((await send(server.port)).kind).toBe('failed');
  });

  it('ends with the signal when a server says nothing, and when none is there', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const controller = new AbortController();
    silent.once('connection', (socket) => {
      controller.abort();
      socket.once('error', () => undefined).once('close', () => silent.close());
    });
    expect(await send(port, PRIVATE, controller.signal)).toEqual({
      kind: 'failed',
      reason: 'The mail server did not take the mail in time.',
    });
    await once(silent, 'close');
    expect(await send(port)).toEqual({
      kind: 'failed',
      reason: 'The mail server could not be reached (ECONNREFUSED).',
    });
  });

  it('needs one address, and a server that can send', async () => {
    const settings = { ...PRIVATE, smtpUrl: 'smtp://localhost', mailFrom: FROM };
    const { check, mask } = createMailCarrier(settings);
    for (const address of [TO, `mailto:${TO}`]) await expect(check(address)).resolves.toBeUndefined();
    for (const address of ['', 'anna', `${TO}, b@example.org`, `Anna <${TO}>`, `${TO}\r\nBcc: b@example.org`])
      await expect(check(address)).rejects.toThrow('target: expected one address such as name@example.org');
    await expect(createMailCarrier({ ...settings, smtpUrl: undefined }).check(TO)).rejects.toThrow(
      'SMTP_URL',
    );
    expect(mask(TO)).toBe('a…@example.org');
    expect(mask(`mailto:${TO}`)).toBe('a…@example.org');
    expect(mask('nothing')).toBe('…');
  });
});
