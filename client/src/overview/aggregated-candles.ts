import type { ApolloClient } from '@apollo/client';
import type { TimeRange } from '../address/time-range.ts';
import { answered } from '../api/answered.ts';
import type { EpochMs, Price, Volume } from '../format/units.ts';
import { type SeriesKey, intervalMs } from '../series/series-key.ts';
import { rowsOf } from './rows-of.ts';
import { overviewCandles } from './story-documents.ts';

/** Several candles as one. */
export interface AggregatedCandle {
  /** Start of the time that it stands for. */
  readonly openTime: EpochMs;
  readonly open: Price;
  readonly high: Price;
  readonly low: Price;
  readonly close: Price;
  readonly volume: Volume | null;
}

/** A range of a series in few candles, ascending, each of the same length; none for a time without a candle. */
export interface AggregatedCandles {
  readonly candles: readonly AggregatedCandle[];
  /** How long each stands for. */
  readonly spanMs: number;
}

/**
 * Reads a range of a series, or all of it, as at most `most` candles.
 */
export async function readAggregated(
  apollo: ApolloClient,
  key: SeriesKey,
  range: TimeRange | null,
  most: number,
): Promise<AggregatedCandles> {
  const times = range && {
    from: new Date(range.from).toISOString(),
    to: new Date(range.to).toISOString(),
  };
  const { data } = await apollo.query({
    query: overviewCandles,
    variables: { exchange: key.exchange, symbol: key.symbol, interval: key.interval, ...times, most },
  });
  const { intervals, columns } = answered(data, 'candleOverview');
  const { openTimesMs, opens, highs, lows, closes, volumes } = columns;
  const candles = rowsOf({
    openTime: openTimesMs,
    open: opens,
    high: highs,
    low: lows,
    close: closes,
    volume: volumes,
  });
  return { spanMs: intervals * intervalMs(key.interval), candles };
}
