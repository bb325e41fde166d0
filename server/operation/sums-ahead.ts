import { INTERVALS, isInterval, seriesName } from '@detective/data';
import { Series } from '@detective/schema';
import { MoreThanOrEqual, type DataSource } from 'typeorm';
import type { CandleSums } from '../database/candle-sums.ts';
import { RepeatedWork } from './repeated-work.ts';

const EVERY_MS = 10_000;
/** Adding up fewer candles takes a moment, which whoever asks may wait for. */
const FEWEST_CANDLES = 2_400;

export interface SumsAheadOptions {
  dataSource: DataSource;
  sums: CandleSums;
  everyMs?: number;
  onError: (error: unknown) => void;
}

/** Makes the sums of long series before anybody asks for them: of 100,000 candles at once they take a fifth of a second. */
export class SumsAhead extends RepeatedWork {
  constructor({ everyMs = EVERY_MS, onError, ...options }: SumsAheadOptions) {
    let done: Done = new Map();
    super({
      ...{ everyMs, onError },
      work: async (stop) => {
        done = await fillLong(options, done, stop);
      },
    });
  }
}

/** Up to which candle the sums of each series were made, by its name. */
type Done = ReadonlyMap<string, number>;

async function fillLong(
  { dataSource: { manager }, sums }: Pick<SumsAheadOptions, 'dataSource' | 'sums'>,
  before: Done,
  stop: AbortSignal,
): Promise<Done> {
  const done = new Map<string, number>();
  for (const series of await manager.findBy(Series, { candleCount: MoreThanOrEqual(FEWEST_CANDLES) })) {
    const { exchange, symbol, interval, lastOpenTime } = series;
    if (!isInterval(interval)) continue;
    const key = { exchange, symbol, interval };
    const name = seriesName(key);
    const upTo = before.get(name) ?? -Infinity;
    const isBehind = lastOpenTime.getTime() - upTo >= FEWEST_CANDLES * INTERVALS[interval];
    if (isBehind && !stop.aborted) await sums.fill(manager, key, series);
    if (!stop.aborted) done.set(name, isBehind ? lastOpenTime.getTime() : upTo);
  }
  return done;
}
