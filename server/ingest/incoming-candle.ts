import { INTERVALS, seriesName, type Ohlcv, type SeriesKey } from '@detective/data';

/** A candle that a client sent: valid and closed, but not yet judged. */
export interface IncomingCandle extends Ohlcv, SeriesKey {}

const time = (openTime: number) => new Date(openTime).toISOString();

/** A candle that contradicts what is stored, or was sent at the wrong time. */
export abstract class RefusedCandleError extends Error {
  constructor(
    readonly candle: IncomingCandle,
    message: string,
  ) {
    super(message);
  }
}

export class CandleConflictError extends RefusedCandleError {
  override name = 'CandleConflictError';

  constructor(candle: IncomingCandle, stored: Omit<Ohlcv, 'openTime'>) {
    const values = ({ open, high, low, close, volume }: Omit<Ohlcv, 'openTime'>) =>
      `open ${open}, high ${high}, low ${low}, close ${close}, volume ${volume}`;
    super(
      candle,
      `${seriesName(candle)} at ${time(candle.openTime)} is stored with ${values(stored)}, received ${values(candle)}`,
    );
  }
}

export class CandleOutOfOrderError extends RefusedCandleError {
  override name = 'CandleOutOfOrderError';

  constructor(candle: IncomingCandle, newest: number) {
    super(
      candle,
      `${seriesName(candle)}: expected a candle after ${time(newest)}, the newest one, received ${time(candle.openTime)}`,
    );
  }
}

/** The candle lies between those of its series: a week of another weekday, three days begun a day later. */
export class OffGridError extends RefusedCandleError {
  override name = 'OffGridError';
  readonly expected: string;

  constructor(candle: IncomingCandle, newest: number) {
    const expected = `a whole number of ${candle.interval} after ${time(newest)}, the newest candle`;
    super(candle, `openTime should be ${expected}, but is ${time(candle.openTime)}`);
    this.expected = expected;
  }
}

/** The candle would begin a second series of a market that is stored under another spelling. */
export class OtherSpellingError extends RefusedCandleError {
  override name = 'OtherSpellingError';

  constructor(
    candle: IncomingCandle,
    readonly stored: string,
  ) {
    super(
      candle,
      `symbol should be ${stored}, as this market is called here already, but is ${candle.symbol}: two spellings would make two series of it`,
    );
  }
}

/** The candle would begin one series too many. */
export class TooManySeriesError extends RefusedCandleError {
  override name = 'TooManySeriesError';

  constructor(candle: IncomingCandle, maxSeries: number) {
    super(
      candle,
      `${seriesName(candle)} would be a new series, and this server keeps at most ${maxSeries} series (MAX_SERIES)`,
    );
  }
}

export class CandleNotClosedError extends RefusedCandleError {
  override name = 'CandleNotClosedError';

  constructor(candle: IncomingCandle, now: number) {
    const closes = candle.openTime + INTERVALS[candle.interval];
    super(
      candle,
      `${seriesName(candle)} at ${time(candle.openTime)} closes at ${time(closes)}, but it is ${time(now)} now`,
    );
  }
}
