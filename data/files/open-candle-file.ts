import { isInterval, INTERVALS } from '../ohlcv.ts';
import type { EpochMs, Interval, Ohlcv } from '../ohlcv.ts';
import { CandleFileError, listed, quoted } from './candle-file-error.ts';
import { checkSeries } from './checks/check-series.ts';
import type { SeriesFacts } from './checks/check-series.ts';
import { FILE_INTERVALS, intervalName, spell } from './checks/file-interval.ts';
import { aggregate, seriesCandles } from './checks/series-candles.ts';
import type { Aggregation } from './checks/series-candles.ts';
import { SortedRows } from './checks/sorted-rows.ts';
import { openTables } from './containers/open-tables.ts';
import type { FileOptions } from './file-options.ts';
import type { FileSummary } from './file-summary.ts';
import { findFiles } from './find-files.ts';
import { readTable } from './read-table.ts';
import type { TableReport } from './table-report.ts';
import { leftOut, repaired, assumed, symbolOf, exchangeOf, refuseOffVolumes } from './summarize.ts';

/** A file whose every row has been read and checked. */
export interface CandleFile {
  summary: FileSummary;
  /** As told, else as the file says. */
  symbol: string | null;
  interval: Interval;
  /** Ascending, closed, each open time once; may be walked through again and again. */
  candles: Iterable<Ohlcv> & AsyncIterable<Ohlcv>;
  /** Frees the memory, and the temporary file of a long one. */
  dispose(): void;
}

/**
 * Reads candles of any file: what it is, is told from what it holds, and everything is checked before the first candle
 * is handed on, so that a file is read rightly or refused as a whole.
 *
 * @param paths a file, a folder or a glob, or several; plain, `.gz`, `.zip`, CSV, JSON, Parquet or Feather
 * @throws CandleFileError with the file, the line, what was seen and what settles it
 */
export async function openCandleFile(
  paths: string | readonly string[],
  options: FileOptions = {},
): Promise<CandleFile> {
  refuseOptions(options);
  const { files, checksums } = await findFiles(typeof paths === 'string' ? [paths] : paths);
  const rows = new SortedRows();
  try {
    const reports: TableReport[] = [];
    for (const file of files) {
      for await (const table of openTables(file, options.symbol))
        reports.push(await readTable(table, reports.length, rows, options));
    }
    const [first] = reports;
    if (!first) throw new CandleFileError(files[0] ?? String(paths), 'holds no table');
    const symbol = symbolOf(reports, options);
    const exchange = exchangeOf(reports);
    if (rows.count === 0)
      throw new CandleFileError(first.path, 'holds no candle: every row is without trades or still running');
    refuseOffVolumes(reports);
    const facts = checkSeries({ rows, reports, options, now: options.now ?? Date.now() });
    const interval = intervalFor(first.path, facts, options);
    const counts: Aggregation = { incomplete: 0 };
    const candles = () => candlesOf(rows, facts, interval, options, counts);
    const walked = walk(candles(), interval);
    const incomplete = counts.incomplete;
    return {
      symbol: symbol.name,
      interval,
      summary: {
        ...{
          files,
          checksums,
          shape: first.plan.shape,
          container: first.container,
          exchange,
          symbol: symbol.name,
          interval,
          ...walked,
        },
        volume: { unit: 'base', column: first.plan.volume.name, how: first.plan.volume.how },
        leftOut: leftOut(reports, facts),
        repaired: repaired(reports, facts),
        assumed: [...symbol.assumed, ...assumed(reports, facts)],
        aggregated: INTERVALS[interval] === facts.ms ? null : { from: spell(facts.ms), incomplete },
      },
      candles: replayable(candles),
      dispose: () => rows.dispose(),
    };
  } catch (error) {
    rows.dispose();
    throw error;
  }
}

function refuseOptions({ interval }: FileOptions) {
  if (interval === undefined || isInterval(interval)) return;
  throw new CandleFileError(
    '--interval',
    `expected one of ${Object.keys(INTERVALS).join(', ')}, received ${quoted(interval)}`,
  );
}

/** The interval of the candles: the file's own, or a multiple of it that was told. */
function intervalFor(path: string, { ms }: SeriesFacts, options: FileOptions): Interval {
  const own = intervalName(ms) ?? '';
  const told = options.interval;
  if (told === undefined || told === own) {
    if (isInterval(own)) return own;
    const longer = Object.entries(INTERVALS)
      .filter(([, length]) => length % ms === 0)
      .map(([name]) => name);
    const cure = longer.length > 0 ? `; --interval ${longer[0]} puts them together` : '';
    throw new CandleFileError(
      path,
      `holds bars of ${spell(ms)}; expected one of ${Object.keys(INTERVALS).join(', ')}${cure}`,
    );
  }
  const length = FILE_INTERVALS[told] ?? 0;
  if (isInterval(told) && length > ms && length % ms === 0) return told;
  const cure = length > ms ? `${told} is no multiple of it` : `leave --interval out, or say a longer one`;
  throw new CandleFileError(path, `holds bars of ${spell(ms)}, not of ${listed([told])} as told; ${cure}`);
}

function* candlesOf(
  rows: SortedRows,
  facts: SeriesFacts,
  interval: Interval,
  options: FileOptions,
  counts: Aggregation,
): Generator<Ohlcv> {
  const { from = -Infinity, to = Infinity } = options;
  counts.incomplete = 0;
  const own = seriesCandles(rows, facts);
  const length = INTERVALS[interval];
  for (const candle of length === facts.ms ? own : aggregate(own, facts.ms, length, counts)) {
    if (candle.openTime >= to) return;
    if (candle.openTime >= from) yield candle;
  }
}

interface Walked {
  count: number;
  firstOpenTime: EpochMs | null;
  lastOpenTime: EpochMs | null;
  gaps: FileSummary['gaps'];
  firstCandle: Ohlcv | null;
}

function walk(candles: Iterable<Ohlcv>, interval: Interval): Walked {
  const gaps = { count: 0, candles: 0 };
  let count = 0;
  let firstCandle: Ohlcv | null = null;
  let lastOpenTime: EpochMs | null = null;
  for (const candle of candles) {
    firstCandle ??= candle;
    const missing = lastOpenTime === null ? 0 : (candle.openTime - lastOpenTime) / INTERVALS[interval] - 1;
    if (missing > 0) {
      gaps.count++;
      gaps.candles += missing;
    }
    lastOpenTime = candle.openTime;
    count++;
  }
  return { count, firstOpenTime: firstCandle?.openTime ?? null, lastOpenTime, gaps, firstCandle };
}

const replayable = (candles: () => Generator<Ohlcv>): CandleFile['candles'] => ({
  [Symbol.iterator]: candles,
  async *[Symbol.asyncIterator]() {
    yield* candles();
  },
});
