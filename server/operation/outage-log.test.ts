import pino from 'pino';
import { expect, it } from 'vitest';
import { OutageLog } from './outage-log.ts';

it('an outage is logged once when it begins and once when it ends, whoever notices it', () => {
  const lines: string[] = [];
  const log = pino({}, { write: (line: string) => lines.push((JSON.parse(line) as { msg: string }).msg) });
  const outage = new OutageLog(log, { began: 'away', ended: 'back' });
  outage.onSuccess();
  for (let notice = 0; notice < 1_000; notice++) outage.onError(new Error('gone'));
  expect(lines).toEqual(['away']);
  outage.onSuccess();
  outage.onSuccess();
  expect(lines).toEqual(['away', 'back']);
  outage.onError(new Error('gone again'));
  expect(lines).toEqual(['away', 'back', 'away']);
});
