import type { SeriesKey } from '@detective/data';
import type { EntityManager } from 'typeorm';
import { hasSeries, readSeriesNames } from '../database/series-names.ts';
import { UnknownSeriesError } from '../series/unknown-series.ts';

/**
 * For what has found nothing of a series.
 *
 * @throws {UnknownSeriesError} if the series has no candle, and others have
 */
export async function expectSeries(manager: EntityManager, key: SeriesKey): Promise<void> {
  if (await hasSeries(manager, key)) return;
  const stored = await readSeriesNames(manager, key.symbol);
  if (stored.length > 0) throw new UnknownSeriesError(key, stored);
}
