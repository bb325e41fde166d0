import { basename } from 'node:path';
import { CandleTable, demoSeries, readCsv, type EpochMs, type Ohlcv, type SeriesKey } from '@detective/data';

/** Candles that are all there from the beginning: those of a file or of the simulator. */
export interface RecordedSource {
  /** For messages, such as a file name. */
  label: string;
  candles: CandleTable;
}

export interface RecordedSourceOptions {
  /** Undefined for the simulated market. */
  csv: string | undefined;
  key: SeriesKey;
  from: EpochMs | undefined;
  to: EpochMs | undefined;
}

/**
 * Reads the whole source, which also finds a bad row before anything is sent.
 *
 * @throws {CsvFileError} or {CsvRowError} naming what can't be read
 */
export async function readRecordedSource(options: RecordedSourceOptions): Promise<RecordedSource> {
  const { csv, key, from, to } = options;
  if (csv === undefined) {
    const candles = await CandleTable.from(within(options, demoSeries().candles));
    return { label: 'the simulated market', candles };
  }
  const range = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
  const candles = await CandleTable.from(readCsv(csv, { interval: key.interval, ...range }));
  return { label: basename(csv), candles };
}

function* within({ from = -Infinity, to = Infinity }: RecordedSourceOptions, candles: Iterable<Ohlcv>) {
  for (const candle of candles) if (candle.openTime >= from && candle.openTime < to) yield candle;
}
