import type { Ohlcv } from '@detective/data';
import type { AnomalyKind } from './anomaly-kind.ts';
import type { Expectation } from './expectation.ts';
import { faultPhrases, type Phrase } from './fault-phrases.ts';
import type { FeedFinding } from './feed-faults.ts';
import type { Surprisals } from './score.ts';
import type { FittedView } from './views/fitted-views.ts';

/** A kind is named where its surprisal is this large, and this share of the largest. */
const NAMED = { surprisal: 1, share: 0.3 };

/** The words of a later reading are taken where it is more surprised by so much than the one that has the word. */
const CLEARLY = 1;

interface MarketPhrase extends Phrase {
  surprisal: number;
}

/** For each kind that the views know: the largest surprisal of its readings, and what the first with something to say says, or one more surprised. */
function marketPhrases(
  views: readonly FittedView[],
  surprisals: Surprisals,
  expectation: Expectation,
  candle: Ohlcv,
): MarketPhrase[] {
  const byKind = new Map<AnomalyKind, MarketPhrase & { wordedAt: number }>();
  views.forEach(({ view, readings }, at) =>
    readings.forEach(({ reading }, index) => {
      const { kind } = reading;
      const surprisal = surprisals[at]?.[index] ?? 0;
      const known = byKind.get(kind);
      const isHeard = known === undefined || surprisal > known.wordedAt + CLEARLY || known.wordedAt < 0;
      const words = isHeard ? reading.phrase(expectation, candle) : null;
      // Where no reading finds the words, the view's name has to do.
      const text = words ?? known?.text ?? `the ${view.name} was out of the ordinary`;
      const wordedAt = words === null ? (known?.wordedAt ?? -Infinity) : surprisal;
      byKind.set(kind, { kind, surprisal: Math.max(known?.surprisal ?? 0, surprisal), text, wordedAt });
    }),
  );
  return [...byKind.values()].sort((a, b) => b.surprisal - a.surprisal);
}

/** The kinds worth naming, at least one. */
function worthNaming(phrases: readonly MarketPhrase[]): MarketPhrase[] {
  const largest = phrases[0]?.surprisal ?? 0;
  const named = phrases.filter(
    ({ surprisal }) => surprisal >= NAMED.surprisal && surprisal >= NAMED.share * largest,
  );
  return named.length > 0 ? named : phrases.slice(0, 1);
}

/**
 * What was anomalous about a candle, the strongest first, and one sentence that says so with numbers. Feed faults come
 * first: what the feed broke is no news about the market.
 */
export function explain(
  views: readonly FittedView[],
  candle: Ohlcv,
  expectation: Expectation,
  surprisals: Surprisals,
  finding: FeedFinding,
): { kinds: AnomalyKind[]; reason: string } {
  const faults = faultPhrases(candle, expectation.scales.close, finding);
  const market = marketPhrases(views, surprisals, expectation, candle);
  // After a gap the market's move is still real; after any other fault it is part of the fault.
  const moves = faults.length === 0 ? worthNaming(market) : afterGap(market, finding);
  const shown: Phrase[] = [...faults, ...moves];
  const reason = shown.map(({ text }) => text).join('; ');
  return {
    kinds: [...new Set(shown.map(({ kind }) => kind))],
    reason: `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`,
  };
}

function afterGap(market: readonly MarketPhrase[], { faults }: FeedFinding): MarketPhrase[] {
  return faults.includes('GAP')
    ? worthNaming(market).filter(({ surprisal }) => surprisal >= NAMED.surprisal)
    : [];
}
