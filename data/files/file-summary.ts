import type { EpochMs, Ohlcv } from '../ohlcv.ts';

/** What a file turned out to be, and what was done to it. */
export interface FileSummary {
  /** Paths, in the order in which they were read. */
  files: string[];
  /** Files of checksums beside them, which were passed over. */
  checksums: number;
  /** Such as `Binance klines without a header`, or `columns by their names`. */
  shape: string;
  container: string;
  exchange: string | null;
  /** As the file names its market, such as `BTC/USDT`; null where nothing names it. */
  symbol: string | null;
  interval: string;
  /** Closed candles, of the range that was asked for. */
  count: number;
  firstOpenTime: EpochMs | null;
  lastOpenTime: EpochMs | null;
  /** Places where candles are missing, and how many are. */
  gaps: { count: number; candles: number };
  volume: { unit: 'base'; column: string; how: string };
  /** Rows that became no candle, by reason. */
  leftOut: { reason: string; rows: number }[];
  /** Rows that were put right, by what was done. */
  repaired: { what: string; rows: number }[];
  /** What was taken for granted, since the file doesn't say it. */
  assumed: string[];
  /** Of the file's own interval, where candles were put together. */
  aggregated: { from: string; incomplete: number } | null;
  firstCandle: Ohlcv | null;
}

/** The summary in a few lines, for people. */
export function describeSummary(summary: FileSummary): string[] {
  const { files, exchange, symbol, gaps, volume, aggregated } = summary;
  const name = files.length === 1 ? (files[0]?.split(/[/\\]/).at(-1) ?? '') : `${files.length} files`;
  const market = [symbol ?? 'no market named', exchange === null ? '' : `of ${exchange}`]
    .filter(Boolean)
    .join(' ');
  const candles = summary.count === 1 ? 'candle' : 'candles';
  return [
    `${name}: ${summary.container}, ${summary.shape}; ${market}, ${summary.interval}, ${number(summary.count)} ${candles}` +
      (summary.firstOpenTime === null
        ? ''
        : ` from ${time(summary.firstOpenTime)} to ${time(summary.lastOpenTime)}`),
    gaps.count === 0 ? 'gaps: none' : `gaps: ${number(gaps.count)}, ${number(gaps.candles)} candles missing`,
    `volume: in coins, column ${JSON.stringify(volume.column)}, ${volume.how}`,
    ...(aggregated
      ? [
          `put together from ${aggregated.from} candles; ${number(aggregated.incomplete)} left out as incomplete`,
        ]
      : []),
    ...(summary.checksums > 0
      ? [
          `passed over: ${number(summary.checksums)} ${summary.checksums === 1 ? 'file' : 'files'} of checksums`,
        ]
      : []),
    ...summary.leftOut.map(
      ({ reason, rows }) => `left out: ${number(rows)} ${rows === 1 ? 'row' : 'rows'}, ${reason}`,
    ),
    ...summary.repaired.map(
      ({ what, rows }) => `repaired: ${number(rows)} ${rows === 1 ? 'row' : 'rows'}, ${what}`,
    ),
    ...summary.assumed.map((what) => `assumed: ${what}`),
  ];
}

const number = (value: number) => value.toLocaleString('en-US');
const time = (at: EpochMs | null) =>
  at === null ? '' : new Date(at).toISOString().slice(0, 16).replace('T', ' ');
