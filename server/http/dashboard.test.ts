import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { serveDashboard } from './dashboard.ts';

let folder: string;
const app = fastify();
let url: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dashboard-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<title>page</title>');
  await writeFile(join(folder, '.setup'), 'a mark');
  await writeFile(join(folder, 'assets', 'index-abc.js'), 'whole');
  await writeFile(join(folder, 'assets', 'index-abc.js.br'), 'br');
  await writeFile(join(folder, 'assets', 'index-abc.js.gz'), 'gz');
  await serveDashboard(app, folder);
  url = await app.listen({ port: 0 });
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});

it('built files may be kept for ever, the page that names them may not', async () => {
  const script = await fetch(`${url}/assets/index-abc.js`);
  expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect((await fetch(url)).headers.get('cache-control')).toBe('no-cache');
});

it('they travel as they were compressed when they were built', async () => {
  const lengths = await Promise.all(
    ['br', 'gzip', 'identity'].map(async (encoding) => {
      const response = await fetch(`${url}/assets/index-abc.js`, {
        method: 'HEAD',
        headers: { 'accept-encoding': encoding },
      });
      expect(response.headers.get('vary')).toBe('accept-encoding');
      expect(response.headers.get('content-type')).toMatch(/javascript/);
      return [response.headers.get('content-encoding'), response.headers.get('content-length')];
    }),
  );
  expect(lengths).toEqual([
    ['br', '2'],
    ['gzip', '2'],
    [null, '5'],
  ]);
});

it('what only the set-up needs is not served', async () => {
  for (const path of ['/.setup', '/%2esetup', '/assets/../.setup']) {
    expect((await fetch(`${url}${path}`)).status).toBe(404);
  }
});
