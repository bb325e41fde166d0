import type { Interval } from '@detective/data';
import type { FeedMemory } from './feed-memory.ts';
import { TARGETS } from './features.ts';
import { headTailsLength, initialHeadTails, type HeadTails } from './head-tails.ts';
import { INCIDENT_RATES_LENGTH, initialIncidentRates, type IncidentRates } from './incident-rates.ts';
import type { Manifest } from './manifest.ts';
import { initialMarketState, type MarketState } from './observe.ts';
import type { Scales } from './scales.ts';
import { EDGES, initialHistogram, type ScoreHistogram } from './score-histogram.ts';
import { initialSurplus, SURPLUS_LENGTH, type Surplus } from './surplus.ts';
import { WEEKLY_HABITS_LENGTH } from './weekly-habits.ts';

/** All that the detector knows between two candles. Never changed in place: every step makes a new one. */
export interface DetectorState extends MarketState {
  /** Output and cell state of each member network, one after the other. */
  readonly memory: Float64Array;
  /** What the networks say about the next candle: four locations, then the logarithms of four scales. */
  readonly output: Float64Array;
  readonly histogram: ScoreHistogram;
  /** What the series has done with the tails of the views. */
  readonly heads: HeadTails;
  /** How often incidents come, by how rare they are. */
  readonly incidents: IncidentRates;
  /** Alerts lately beyond those that were promised. */
  readonly surplus: Surplus;
}

/** The state before the first candle of a series. */
export function initialDetectorState(manifest: Manifest, interval: Interval): DetectorState {
  return {
    ...initialMarketState({ interval, priors: manifest.priors }),
    memory: new Float64Array(2 * manifest.members * manifest.units),
    output: new Float64Array(2 * TARGETS.length),
    histogram: initialHistogram(manifest.scores, interval),
    heads: initialHeadTails(manifest.views.length),
    incidents: initialIncidentRates(),
    surplus: initialSurplus(),
  };
}

const SCALE_FIELDS = [
  'candles',
  'volumeCandles',
  'close',
  'variance',
  'longMove',
  'rangeFast',
  'rangeMid',
  'rangeSlow',
  'volumeMean',
  'volumeFast',
  'volumeVariance',
  'stillRun',
  'driftFast',
  'driftSlow',
  'dryness',
  'knownFast',
  'knownSlow',
  'knownDry',
] as const satisfies readonly (keyof Scales)[];

const FEED_FIELDS = [
  'open',
  'high',
  'low',
  'close',
  'volume',
  'staleRun',
  'emptyRun',
  'flatRate',
  'repeatRate',
  'emptyRate',
  'gapRate',
  'staleAgain',
  'emptyAgain',
  'unconfirmedClose',
  'dropped',
] as const satisfies readonly (keyof FeedMemory)[];

const blank = <Field extends string>(fields: readonly Field[]) =>
  Object.fromEntries(fields.map((field) => [field, Number.NaN])) as Record<Field, number>;
const BLANK_SCALES = blank(SCALE_FIELDS);
const BLANK_FEED = blank(FEED_FIELDS);

/** How many numbers the state of a model has up to what it has always known; what follows came with later versions. */
const firstLength = (manifest: Manifest): number =>
  1 +
  SCALE_FIELDS.length +
  FEED_FIELDS.length +
  WEEKLY_HABITS_LENGTH +
  2 * manifest.members * manifest.units +
  2 * TARGETS.length +
  EDGES.length +
  headTailsLength(manifest.views.length);

/** How many numbers the state of a model had in each version that can be read, the newest last. */
export const stateLengths = (manifest: Manifest): Record<3 | 4 | 5, number> => {
  const first = firstLength(manifest);
  const withIncidents = first + INCIDENT_RATES_LENGTH;
  return { 3: first, 4: withIncidents, 5: withIncidents + SURPLUS_LENGTH };
};

/** The state as one row of numbers, which belongs to the caller. */
export function flattenState(state: DetectorState): Float64Array {
  const { lastOpenTime, scales, feed, habits, memory, output, histogram, heads, incidents, surplus } = state;
  const named = 1 + SCALE_FIELDS.length + FEED_FIELDS.length;
  const blocks = [habits, memory, output, histogram, heads, incidents, surplus];
  const row = new Float64Array(blocks.reduce((length, block) => length + block.length, named));
  let at = 0;
  row[at++] = lastOpenTime;
  for (const field of SCALE_FIELDS) row[at++] = scales[field];
  for (const field of FEED_FIELDS) row[at++] = feed[field];
  for (const block of blocks) {
    row.set(block, at);
    at += block.length;
  }
  return row;
}

/** The inverse of `flattenState`; a row of an earlier version begins to learn of what it says nothing of. */
export function unflattenState(row: Float64Array, manifest: Manifest): DetectorState {
  let offset = 0;
  const take = (length: number): Float64Array => row.slice(offset, (offset += length));
  // Objects that already have their fields are filled in a fifth of the time that making them field by field takes.
  const fill = <Field extends string>(record: Record<Field, number>, fields: readonly Field[]) => {
    for (const field of fields) record[field] = row[offset++] as number;
    return record;
  };
  const lastOpenTime = row[offset++] as number;
  return {
    lastOpenTime,
    scales: fill({ ...BLANK_SCALES }, SCALE_FIELDS),
    feed: fill({ ...BLANK_FEED }, FEED_FIELDS),
    habits: take(WEEKLY_HABITS_LENGTH),
    memory: take(2 * manifest.members * manifest.units),
    output: take(2 * TARGETS.length),
    histogram: take(EDGES.length),
    heads: take(headTailsLength(manifest.views.length)),
    incidents: offset < row.length ? take(INCIDENT_RATES_LENGTH) : initialIncidentRates(),
    surplus: offset < row.length ? take(SURPLUS_LENGTH) : initialSurplus(),
  };
}
