import type { Ohlcv } from '@detective/data';

/** Fewer candles than this teach nothing that holds. */
export const FEWEST_CANDLES = 1000;

/** A series too short to train on. */
export class TooFewCandlesError extends Error {
  override readonly name = 'TooFewCandlesError';

  constructor(received: number, needed: number) {
    super(`Training needs at least ${needed} candles, received ${received}.`);
  }
}

/** A series that is long enough, and yet has nothing to learn from. */
export class NothingToLearnError extends Error {
  override readonly name = 'NothingToLearnError';

  constructor(expected: string, received: string) {
    super(`Training needs ${expected}, received ${received}. An artifact of it could judge nothing.`);
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
 * @throws TooFewCandlesError, NothingToLearnError
 */
export function checkTeaching(candles: readonly Ohlcv[]): void {
  if (candles.length < FEWEST_CANDLES) throw new TooFewCandlesError(candles.length, FEWEST_CANDLES);
  const moved = candles.filter((candle, index) => hasMoved(candle, candles[index - 1])).length;
  if (moved < FEWEST_CANDLES) {
    const expected = `at least ${FEWEST_CANDLES} candles whose price moves`;
    throw new NothingToLearnError(expected, `${candles.length} candles of which ${moved} do`);
  }
  const volumes = candles.flatMap(({ volume }) => (volume !== null && volume > 0 ? [volume] : []));
  if (volumes.length < FEWEST_CANDLES) {
    const expected = `at least ${FEWEST_CANDLES} candles with a volume above 0`;
    throw new NothingToLearnError(expected, `${candles.length} candles of which ${volumes.length} have one`);
  }
  if (volumes.every((volume) => volume === volumes[0])) {
    throw new NothingToLearnError('volumes that differ', `${volumes.length} times ${volumes[0]}`);
  }
}
