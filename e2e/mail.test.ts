import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMailCarrier } from '../server/delivery/channels/mail-carrier.ts';
import type { Message } from '../server/delivery/channels/message.ts';
import { startBrowser } from './browser.ts';
import { simulatedHours } from './fixtures.ts';

const PICTURES = fileURLToPath(new URL('screenshots', import.meta.url));
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

const closes = simulatedHours(48).map(({ close }, index) => (index > 44 ? close * 0.93 : close));
const MESSAGE: Message = {
  id: '6d9f5c1e-3b0a-4c57-9a52-0c7d7a3f9b11',
  type: 'incident.worse',
  timestamp: '2021-05-19T13:00:00.000Z',
  title: 'BTC/USD 1h on kraken: price crash, volume surge, rarer still',
  text: 'Since 2021-05-19 10:00 UTC 3 anomalies; the rarest at 2021-05-19 13:00 UTC: Fell to 30,000: 1,280 below forecast, 13 × the usual miss; volume 6 × normal. Expected once in 88 days.',
  data: {},
  link: 'https://detective.example.org/#series=BTC/USD@1h@kraken&at=2021-05-19T13:00Z',
  chart: { closes, anomalies: [44, 45, 47] },
};

/** The parts of a mail that have no parts themselves, as their bytes. */
function partsOf(mail: string): { type: string; body: Buffer }[] {
  const [head = '', ...rest] = mail.split(/\r\n\r\n/);
  const boundary = /boundary="([^"]+)"/.exec(head)?.[1];
  const body = rest.join('\r\n\r\n');
  if (boundary !== undefined)
    return body
      .split(`--${boundary}`)
      .slice(1, -1)
      .flatMap((part) => partsOf(part.replace(/^\r\n/, '')));
  const isBase64 = /transfer-encoding: base64/i.test(head);
  const text = body
    .replaceAll('=\r\n', '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return [
    {
      type: /content-type: ([^;\r]+)/i.exec(head)?.[1] ?? '',
      body: isBase64 ? Buffer.from(body, 'base64') : Buffer.from(text, 'latin1'),
    },
  ];
}

/** Sends a message through a real mail server, and gives what it took. */
async function mailOf(message: Message): Promise<string> {
  let mail = '';
  const server = new SMTPServer({
    authOptional: true,
    onData(stream, _session, callback) {
      stream.on('data', (chunk: Buffer) => (mail += chunk.toString('latin1')));
      stream.once('end', () => callback());
    },
  });
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  const settings = {
    ...{ allowPrivateTargets: true, smtpUrl: `smtp://127.0.0.1:${port}` },
    mailFrom: 'Anomaly Detective <alerts@example.org>',
  };
  const target = { address: 'anna@example.org', secrets: [] };
  const outcome = await createMailCarrier(settings).carry(message, target, AbortSignal.timeout(60_000));
  expect(outcome).toEqual({ kind: 'delivered' });
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return mail;
}

let browser: Browser;
beforeAll(async () => {
  await mkdir(PICTURES, { recursive: true });
  browser = await startBrowser();
});
afterAll(() => browser?.close());

it('a mail that a real server took is readable in light and dark, on a phone as well', async () => {
  const parts = partsOf(await mailOf(MESSAGE));
  expect(parts.map(({ type }) => type)).toEqual(['text/plain', 'text/html', 'image/png']);
  const [text, html, picture] = parts.map(({ body }) => body);
  expect(text?.toString()).toContain('Expected once in 88 days.');
  // As mail programs do with what the mail brings along.
  const source = `data:image/png;base64,${picture?.toString('base64')}`;
  const shown = html?.toString().replaceAll('cid:chart@bitcoin-anomaly-detective', source) ?? '';
  for (const colorScheme of ['light', 'dark'] as const)
    for (const width of [720, 390]) {
      const page = await browser.newPage({ colorScheme, viewport: { width, height: 620 } });
      await page.setContent(shown);
      const size = await page.evaluate<{ width: number; scrolls: boolean }>(
        `({ width: document.querySelector('img').naturalWidth,
            scrolls: document.documentElement.scrollWidth > innerWidth })`,
      );
      expect(size).toEqual({ width: 1_120, scrolls: false });
      await page.addScriptTag({ path: AXE });
      const violations = await page.evaluate<{ id: string }[]>(
        `axe.run({ runOnly: ['color-contrast', 'image-alt', 'link-name'] }).then((result) => result.violations)`,
      );
      expect(violations.map(({ id }) => id)).toEqual([]);
      const ground = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
      expect(ground).toBe(colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(18, 22, 29)');
      await page.screenshot({ path: join(PICTURES, `mail-${colorScheme}-${width}.png`) });
      await page.close();
    }
});
