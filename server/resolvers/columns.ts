import type {
  AggregatedCandle,
  AggregatedCandleColumns,
  RareCandle,
  RareCandleColumns,
} from '@detective/schema';
import type { RareRow } from '../database/read-rare-candles.ts';

/** Aggregated candles by columns: GraphQL looks at a list of numbers once, and at each field of each object. */
export const candleColumns = (candles: readonly AggregatedCandle[]): AggregatedCandleColumns => ({
  openTimesMs: candles.map(({ openTime }) => openTime.getTime()),
  opens: candles.map(({ open }) => open),
  highs: candles.map(({ high }) => high),
  lows: candles.map(({ low }) => low),
  closes: candles.map(({ close }) => close),
  volumes: candles.map(({ volume }) => volume),
  candleCounts: candles.map(({ candleCount }) => candleCount),
});

/** Rare candles by columns. */
export const rareColumns = (rows: readonly RareRow[]): RareCandleColumns => ({
  openTimesMs: rows.map(({ openTimeMs }) => openTimeMs),
  returnPeriodHours: rows.map(({ returnPeriodHours }) => returnPeriodHours),
  kinds: rows.map(({ kind }) => kind),
  verdicts: rows.map(({ verdict }) => verdict),
});

export const rareCandle = ({ openTimeMs, ...rest }: RareRow): RareCandle => ({
  openTime: new Date(openTimeMs),
  ...rest,
});
