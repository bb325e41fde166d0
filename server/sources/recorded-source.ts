import { basename } from 'node:path';
import {
  CandleTable,
  demoSeries,
  describeSummary,
  openCandleFile,
  type EpochMs,
  type FileOptions,
  type Ohlcv,
  type SeriesKey,
} from '@detective/data';

/** Candles that are all there from the beginning: those of a file or of the simulator. */
export interface RecordedSource {
  /** For messages, such as a file name. */
  label: string;
  /** As told, else as the file says. */
  key: SeriesKey;
  candles: CandleTable;
}

export interface RecordedSourceOptions {
  /** Undefined for the simulated market. */
  csv: string | undefined;
  /** Where nothing tells or says otherwise. */
  key: SeriesKey;
  /** What was told of the file; its symbol and interval must agree with the file's own. */
  file: FileOptions;
  from: EpochMs | undefined;
  to: EpochMs | undefined;
}

/**
 * Reads the whole source, which also finds a bad row before anything is sent, and prints what a file turned out to be.
 *
 * @throws {CandleFileError} naming what can't be read, and what settles it
 */
export async function readRecordedSource(options: RecordedSourceOptions): Promise<RecordedSource> {
  const { csv, key, file, from, to } = options;
  if (csv === undefined) {
    const candles = await CandleTable.from(within(options, demoSeries().candles));
    return { label: 'the simulated market', key, candles };
  }
  const opened = await openCandleFile(csv, { ...file, from, to });
  try {
    for (const line of describeSummary(opened.summary)) console.log(line);
    const candles = await CandleTable.from(opened.candles);
    return {
      label: basename(csv),
      key: { ...key, symbol: opened.symbol ?? key.symbol, interval: opened.interval },
      candles,
    };
  } finally {
    opened.dispose();
  }
}

function* within({ from = -Infinity, to = Infinity }: RecordedSourceOptions, candles: Iterable<Ohlcv>) {
  for (const candle of candles) if (candle.openTime >= from && candle.openTime < to) yield candle;
}
