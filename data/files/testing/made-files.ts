import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { createRandom } from '../../simulator/random.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A made candle: open time, prices, base and quote volume, trades. */
export interface MadeCandle {
  t: number;
  o: number;
  h: number;
  l: number;
  c: number;
  v: number;
  q: number;
  k: number;
}

interface MadeOptions {
  from?: string;
  step?: number;
  count?: number;
  price?: number;
  volume?: number;
  seed?: number;
}

/** Candles of invented numbers, the same for the same options. */
export function madeCandles(options: MadeOptions = {}): MadeCandle[] {
  const {
    from = '2023-03-01T00:00:00Z',
    step = HOUR,
    count = 60,
    price = 20_000,
    volume = 50,
    seed = 1,
  } = options;
  const random = createRandom(seed);
  let last = price;
  return Array.from({ length: count }, (_, index) => {
    const o = Number(last.toPrecision(7));
    const c = Number((o * (1 + (random.uniform() - 0.5) * 0.01)).toPrecision(7));
    const h = Number((Math.max(o, c) * 1.004).toPrecision(7));
    const l = Number((Math.min(o, c) * 0.996).toPrecision(7));
    const v = Number((volume * (0.5 + random.uniform())).toPrecision(6));
    last = c * (1 + (random.uniform() - 0.5) * 0.0005);
    const q = Number((v * (l + (h - l) * 0.4)).toPrecision(10));
    return { t: Date.parse(from) + index * step, o, h, l, c, v, q, k: 10 + index };
  });
}

/** As the reader has to hand it on. */
export const asRead = ({ t, o, h, l, c, v }: MadeCandle) => ({
  openTime: t,
  ...{ open: o, high: h, low: l, close: c, volume: v },
});

/** Its cells, from open to volume. */
export const bar = ({ o, h, l, c, v }: MadeCandle) => [o, h, l, c, v];

/** A time as most files write it: `2023-03-01 00:00:00`. */
export const plainTime = (t: number) => new Date(t).toISOString().slice(0, 19).replace('T', ' ');

/** A folder for files of a test, gone when it is disposed of. */
export async function madeFolder() {
  const path = await mkdtemp(join(tmpdir(), 'made-files-'));
  return {
    path,
    async write(name: string, content: string | Uint8Array): Promise<string> {
      const file = join(path, name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
      return file;
    },
    dispose: () => rm(path, { recursive: true }),
  };
}

/** Lines of a delimited file; without a header where it is null. */
export const table = (
  header: string | null,
  rows: readonly (readonly unknown[])[],
  separator = ',',
): string => [...(header === null ? [] : [header]), ...rows.map((row) => row.join(separator)), ''].join('\n');
