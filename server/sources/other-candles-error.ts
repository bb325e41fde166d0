import { type EpochMs, type SeriesKey, seriesName } from '@detective/data';

/** The server's series was not made from this source. */
export class OtherCandlesError extends Error {
  override name = 'OtherCandlesError';

  constructor(key: SeriesKey, openTime: EpochMs, source: string) {
    super(
      `${seriesName(key)} already holds other candles than ${source}, for one at ${new Date(openTime).toISOString()}: ` +
        `use another symbol, another DATA_DIR or another database.`,
    );
  }
}
