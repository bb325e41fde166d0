import type { SeriesKey } from '@detective/data';
import type { EntityManager } from 'typeorm';
import { hasSeries, readSeriesNames } from '../database/series-names.ts';
import { unknownSeries } from '../series/unknown-series.ts';

/**
 * For what has found nothing of a series.
 *
 * @throws {UnknownSeriesError} if the series has no candle, and its symbol looks like a misspelling of one that has
 */
export async function expectSeries(manager: EntityManager, key: SeriesKey): Promise<void> {
  if (await hasSeries(manager, key)) return;
  const unknown = unknownSeries(key, await readSeriesNames(manager, key.symbol));
  if (unknown) throw unknown;
}
