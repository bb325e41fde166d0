/**
 * What a series does as a rule in the eyes of each view: for each view the share of its candles that are more surprising
 * than one in a hundred, and how far beyond those go on average, [2 × views]. As in the training years to begin with.
 */
export type HeadTails = Float64Array;

const NUMBERS = 2;
/** From this surprisal on a candle counts as far out: one in a hundred of the training years. */
const FAR = 2;
/** A tail that fits has this share of candles beyond, and this mean excess. */
const FIT = { share: 0.01, excess: Math.LOG10E };
/** Half-life in candles of the share; of the excess in candles that are far out. */
const SHARE = 1 - 2 ** (-1 / 2688);
const EXCESS_SHARE = 100 * SHARE;
/** An excess teaches no more than this, so that one wild candle does not blind a view. */
const MOST_EXCESS = 2;

export const headTailsLength = (views: number): number => NUMBERS * views;

export const initialHeadTails = (views: number): HeadTails =>
  Float64Array.from({ length: headTailsLength(views) }, (_, index) =>
    index % NUMBERS === 0 ? FIT.share : FIT.excess,
  );

/**
 * The surprisal of a view by what the series itself does: lower where it goes that far more often than the training
 * years, such as opens away from the last close in a market with few trades. Never higher: calm teaches nothing of tails.
 */
export function asSurprising(heads: HeadTails, view: number, surprisal: number): number {
  const far = -Math.log10(Math.max(heads[NUMBERS * view] as number, FIT.share));
  if (surprisal <= FAR) return (surprisal * far) / FAR;
  const excess = Math.max(heads[NUMBERS * view + 1] as number, FIT.excess);
  return far + ((surprisal - FAR) * FIT.excess) / excess;
}

/** What is known after one more candle, given the largest surprisal of each view. */
export function learnHeads(heads: HeadTails, surprisals: readonly number[]): HeadTails {
  const next = heads.slice();
  const learn = (at: number, value: number, share: number): void => {
    next[at] = (next[at] as number) + share * (value - (next[at] as number));
  };
  surprisals.forEach((surprisal, view) => {
    learn(NUMBERS * view, Number(surprisal > FAR), SHARE);
    if (surprisal > FAR) learn(NUMBERS * view + 1, Math.min(surprisal - FAR, MOST_EXCESS), EXCESS_SHARE);
  });
  return next;
}
