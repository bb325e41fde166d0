import type { Ohlcv } from '@detective/data';

/** Fewer candles than this teach nothing that holds. */
export const FEWEST_CANDLES = 1000;
/** A series beside it has to have this many: two sequences of what a network sees at once, and a few more. */
export const FEWEST_OF_OTHERS = 200;

/** A series too short to train on. */
export class TooFewCandlesError extends Error {
  override readonly name = 'TooFewCandlesError';

  constructor(received: number, needed: number, what = 'Training') {
    super(`${what} needs at least ${needed} candles, received ${received}.`);
  }
}

/** A series that is long enough, and yet has nothing to learn from. */
export class NothingToLearnError extends Error {
  override readonly name = 'NothingToLearnError';

  constructor(expected: string, received: string, what = 'Training') {
    super(`${what} needs ${expected}, received ${received}. Nothing could be learned from it.`);
  }
}

/** Whether a price has moved in a candle, or since the one before. */
const hasMoved = ({ high, low, close }: Ohlcv, before: Ohlcv | undefined): boolean =>
  high > low || (before !== undefined && close !== before.close);

/**
 * Refuses a series that would cost the time of a training and give an artifact that nothing can use: one too short, with
 * a price that stands still, or without volumes that differ.
 *
 * @param candles ascending in time
 * @param fewest that have to be there, move and have a volume
 * @param what needs them, for the message
 * @throws TooFewCandlesError, NothingToLearnError
 */
export function checkTeaching(candles: readonly Ohlcv[], fewest = FEWEST_CANDLES, what?: string): void {
  if (candles.length < fewest) throw new TooFewCandlesError(candles.length, fewest, what);
  const moved = candles.filter((candle, index) => hasMoved(candle, candles[index - 1])).length;
  if (moved < fewest) {
    const expected = `at least ${fewest} candles whose price moves`;
    throw new NothingToLearnError(expected, `${candles.length} candles of which ${moved} do`, what);
  }
  const volumes = candles.flatMap(({ volume }) => (volume !== null && volume > 0 ? [volume] : []));
  if (volumes.length < fewest) {
    const expected = `at least ${fewest} candles with a volume above 0`;
    const received = `${candles.length} candles of which ${volumes.length} have one`;
    throw new NothingToLearnError(expected, received, what);
  }
  if (volumes.every((volume) => volume === volumes[0])) {
    throw new NothingToLearnError('volumes that differ', `${volumes.length} times ${volumes[0]}`, what);
  }
}

/**
 * Refuses a series that the networks would learn from as well, as `checkTeaching` does: one with a price that stands still
 * made the error of the training twenty times as large.
 *
 * @param name of its file
 * @throws TooFewCandlesError, NothingToLearnError
 */
export const checkOther = (candles: readonly Ohlcv[], name: string): void =>
  checkTeaching(candles, FEWEST_OF_OTHERS, `Learning from ${name} as well`);
