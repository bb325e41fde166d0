import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { parseSettings } from '../../server/settings.ts';
import { readCompose } from './compose.ts';
import { pairsOf, parseDockerfile, wordsOf } from './dockerfile.ts';

const read = (name: string) => readFileSync(fileURLToPath(new URL(`../../${name}`, import.meta.url)), 'utf8');
const REQUIRED = { POSTGRES_PASSWORD: 'secret', INGEST_TOKEN: 'a-token-of-24-characters' };

const image = parseDockerfile(read('Dockerfile')).at(-1)?.instructions ?? [];
const lastOf = (name: string) => image.findLast((instruction) => instruction.name === name)?.rest ?? '';
const imageEnvironment = pairsOf(lastOf('ENV'));
const known = new Set([...read('.env.example').matchAll(/^(\w+)=/gm)].map(([, name]) => name));

it('the image runs as an ordinary user and asks its health', () => {
  expect(lastOf('USER')).toBe('node');
  expect(wordsOf(lastOf('CMD'))).toEqual(['node', '--enable-source-maps', 'server/dist/main.js']);
  expect(lastOf('HEALTHCHECK')).toContain('/health/ready');
});

it('the image listens where its container can be reached, and so asks for a token', () => {
  expect(() => parseSettings(imageEnvironment)).toThrow('INGEST_TOKEN');
  const settings = parseSettings({ ...imageEnvironment, INGEST_TOKEN: REQUIRED.INGEST_TOKEN });
  expect(settings).toMatchObject({ host: '0.0.0.0', port: 4000, dataDir: '/data', hasIntrospection: false });
});

it('compose.yaml starts two servers that share PostgreSQL and Redis, with settings that exist', () => {
  const services = readCompose(read('compose.yaml'), REQUIRED);
  for (const name of ['server-1', 'server-2']) {
    const { environment = {}, read_only } = services[name] ?? {};
    expect(read_only).toBe(true);
    for (const setting of Object.keys(environment)) expect(known, setting).toContain(setting);
    expect(parseSettings({ ...imageEnvironment, ...environment })).toMatchObject({
      databaseUrl: 'postgres://detective:secret@postgres:5432/candles',
      redisUrls: ['redis://redis:6379'],
      replayRate: 'off',
    });
  }
});

it('compose.yaml says what has to be set', () => {
  expect(() => readCompose(read('compose.yaml'), {})).toThrow('set POSTGRES_PASSWORD');
  expect(() => readCompose(read('compose.yaml'), { POSTGRES_PASSWORD: 'secret' })).toThrow('INGEST_TOKEN');
});
