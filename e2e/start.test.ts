import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from './fixtures.ts';
import { freePort, ServerProcess } from './server-process.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder.dispose());

describe('the server process', () => {
  it('says what is wrong with a setting and ends', async () => {
    const { code, output } = await ServerProcess.run({ PORT: '1', REPLAY_RATE: 'fast' });
    expect(code).toBe(1);
    expect(output).toMatch(/REPLAY_RATE: expected .* received "fast"/);
  });

  it('says that its port is taken, and leaves its data folder free for the next start', async () => {
    const PORT = String(await freePort());
    const first = await ServerProcess.start({
      PORT,
      REPLAY_RATE: 'off',
      DATA_DIR: join(folder.path, 'first'),
    });
    const DATA_DIR = join(folder.path, 'second');
    const blocked = await ServerProcess.run({ PORT, REPLAY_RATE: 'off', DATA_DIR });
    expect(blocked).toMatchObject({
      code: 1,
      output: expect.stringMatching(`port ${PORT} .*taken`) as string,
    });
    const moved = await ServerProcess.start({ PORT: String(await freePort()), REPLAY_RATE: 'off', DATA_DIR });
    await moved.stop();
    await first.stop();
  });
});
