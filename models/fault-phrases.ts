import type { Ohlcv } from '@detective/data';
import type { AnomalyKind } from './anomaly-kind.ts';
import type { FeedFault, FeedFinding } from './feed-faults.ts';
import { formatPrice, formatRounded } from './number-format.ts';

/** A kind of anomaly, and the words for it. */
export interface Phrase {
  kind: AnomalyKind;
  text: string;
}

function badTick(candle: Ohlcv, lastClose: number): Phrase {
  // Signed: the high of a candle that stood still is its low.
  const isAbove = Math.log(candle.high / lastClose) > -Math.log(candle.low / lastClose);
  const price = isAbove ? candle.high : candle.low;
  const times = Math.exp(Math.abs(Math.log(price / lastClose)));
  const where = isAbove ? 'above' : 'below';
  return {
    kind: isAbove ? 'PRICE_SPIKE' : 'PRICE_CRASH',
    text: `price ${formatPrice(price)} is ${formatRounded(times)} times ${where} the last close ${formatPrice(lastClose)}, like a slipped decimal point`,
  };
}

const PHRASES: Record<FeedFault, (candle: Ohlcv, lastClose: number, missing: number) => Phrase> = {
  BAD_TICK: badTick,
  FROZEN: (candle) => ({
    kind: 'FEED_FROZEN',
    text: `the feed repeats itself at ${formatPrice(candle.close)}`,
  }),
  GAP: (_candle, _lastClose, missing) => ({
    kind: 'FEED_GAP',
    text: `${missing} ${missing === 1 ? 'candle is' : 'candles are'} missing before this one`,
  }),
  EMPTY: () => ({ kind: 'FEED_FROZEN', text: 'the price moved without any volume' }),
};

/** The words for each fault of the feed at a candle. */
export const faultPhrases = (candle: Ohlcv, lastClose: number, { faults, missing }: FeedFinding): Phrase[] =>
  faults.map((fault) => {
    const { kind, text } = PHRASES[fault](candle, lastClose, missing);
    return { kind, text: `Feed fault: ${text}` };
  });
