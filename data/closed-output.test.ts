import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const MODULE = fileURLToPath(new URL('closed-output.ts', import.meta.url));

/** What a program that prints for as long as it lives does when the other end of its pipe is gone. */
async function unread(program: string) {
  const code = `
    const { endWithReader, outliveReader } = await import(${JSON.stringify(MODULE)});
    ${program}`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', code]);
  child.stdout.destroy();
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, complaints };
}

it('a command that only prints ends without a word when nobody reads it', async () => {
  const program = `endWithReader(); setInterval(() => console.log('line'), 5);`;
  expect(await unread(program)).toEqual({ exitCode: 0, complaints: '' });
});

it('a command that writes a file goes on', async () => {
  const program = `
    outliveReader();
    console.log('line');
    setTimeout(() => { console.log('line'); console.error('done'); process.exitCode = 3; }, 100);`;
  expect(await unread(program)).toEqual({ exitCode: 3, complaints: 'done\n' });
});
