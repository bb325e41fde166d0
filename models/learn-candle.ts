import { INTERVALS, type Ohlcv } from '@detective/data';
import { remember } from './calibration.ts';
import { initialDetectorState, type DetectorState } from './detector-state.ts';
import type { DetectorParts } from './detector.ts';
import type { FeedFinding } from './feed-faults.ts';
import { featuresOf } from './features.ts';
import { lstmStep } from './lstm.ts';
import { initialScales, learnScales, type Scales } from './scales.ts';

/** After a longer gap the old scales say little: the candle is judged, and the warm-up begins anew. */
const LONGEST_GAP = 168;

/**
 * The state after a candle.
 *
 * @param intervals intervals since the previous candle; more than 1 after a gap
 * @param found what the look at the feed itself brought to light
 * @param score the candle's score; null while warming up
 */
export function learnCandle(
  parts: DetectorParts,
  state: DetectorState,
  candle: Ohlcv,
  intervals: number,
  found: FeedFinding,
  score: number | null,
): DetectorState {
  // A fault tells nothing about how often the market surprises.
  const record = score === null || found.faults.length > 0 ? state.record : remember(state.record, score);
  const advanced = { ...state, lastOpenTime: candle.openTime, feed: found.memory, record };
  if (found.learnable === null) return advanced;
  const elapsed = intervals + state.feed.withheld;
  if (elapsed > LONGEST_GAP) return restart(parts, advanced, found.learnable);
  const scales = learnScales(state.scales, found.learnable, Math.sqrt(elapsed));
  return { ...advanced, scales, ...think(parts, state, scales, found.learnable) };
}

/** Begins anew but for what outlasts a gap: how volatile the market is, and how often it surprises. */
function restart(parts: DetectorParts, state: DetectorState, candle: Ohlcv): DetectorState {
  const { manifest, interval } = parts;
  const { record, feed, lastOpenTime } = state;
  const kept: Scales = { ...initialScales(manifest.priors, interval), variance: state.scales.variance };
  const begun = { ...initialDetectorState(manifest, interval), scales: kept, record, feed, lastOpenTime };
  const scales = learnScales(kept, candle);
  return { ...begun, scales, ...think(parts, begun, scales, candle) };
}

/** Lets the networks read a candle; gives their new memory and what they say about the next one. */
function think(
  { members, interval }: DetectorParts,
  before: DetectorState,
  scales: Scales,
  candle: Ohlcv,
): Pick<DetectorState, 'memory' | 'output'> {
  const nextOpenTime = candle.openTime + INTERVALS[interval];
  const input = featuresOf(before.scales, scales, candle, nextOpenTime);
  const memory = before.memory.slice();
  const output = new Float64Array(before.output.length);
  let offset = 0;
  for (const member of members) {
    lstmStep(member, memory, offset, input, output, 1 / members.length);
    offset += 2 * member.units;
  }
  return { memory, output };
}
