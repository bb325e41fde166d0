import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type { Judged } from './judge.ts';

/** A judgement as one line of JSON: the open time, then the fields of the judgement as `step` gave them. */
export const detectionLine = ({ candle, judgement }: Judged): string =>
  JSON.stringify({ openTime: new Date(candle.openTime).toISOString(), ...judgement });

/** Writes all judgements, in order, so that they can be compared with what a server stored. */
export async function writeDetections(path: string, judged: readonly Judged[]) {
  const file = createWriteStream(path);
  for (const one of judged) {
    if (!file.write(`${detectionLine(one)}\n`)) await once(file, 'drain');
  }
  file.end();
  await finished(file);
}
