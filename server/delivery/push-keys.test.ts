import { PushKey } from '@detective/schema';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDataSource } from '../../ormconfig.ts';
import { createDatabase } from '../testing/test-database.ts';
import { PushKeys } from './push-keys.ts';
import { SecretBox, WrongKeyError } from './secret-box.ts';

const KEY = 'a key of enough characters';
const WHERE = { publicUrl: undefined, mailFrom: 'Detective <alerts@example.org>' };

describe('the keys of push messages', () => {
  let dataSource: DataSource;
  beforeAll(async () => {
    dataSource = await createDataSource(await createDatabase()).initialize();
    await dataSource.runMigrations();
  });
  afterAll(() => dataSource.destroy());

  it('are the same for all servers that begin at once, and stay', async () => {
    const servers = Array.from(
      { length: 5 },
      () => new PushKeys({ dataSource, box: new SecretBox(undefined), ...WHERE }),
    );
    const made = await Promise.all(servers.map((keys) => keys.keys()));
    expect(new Set(made.map(({ publicKey }) => publicKey)).size).toBe(1);
    expect(new Set(made.map(({ privateKey }) => privateKey)).size).toBe(1);
    expect(await servers[0]?.publicKey()).toBe(made[0]?.publicKey);
    expect(Buffer.from(made[0]?.publicKey ?? '', 'base64url')).toHaveLength(65);
    expect(made[0]?.subject).toBe('mailto:alerts@example.org');
  });

  it('are encrypted once there is a key, and stay the same', async () => {
    const before = await new PushKeys({ dataSource, box: new SecretBox(undefined), ...WHERE }).keys();
    const sealed = new PushKeys({
      dataSource,
      box: new SecretBox(KEY),
      ...WHERE,
      publicUrl: 'https://example.org',
    });
    await sealed.seal();
    expect(await sealed.keys()).toEqual({ ...before, subject: 'https://example.org' });
    const [row] = await dataSource.manager.find(PushKey);
    expect(row?.sealedPrivateKey).not.toContain(before.privateKey);
    const other = new PushKeys({
      dataSource,
      box: new SecretBox('another key of enough characters'),
      ...WHERE,
    });
    await expect(other.keys()).rejects.toThrow(WrongKeyError);
  });
});
