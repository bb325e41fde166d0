/** A score that was tried: what each view counts in the sum, and what alone as a share of the sum. */
export interface Candidate {
  name: string;
  weights: Readonly<Record<string, number>>;
  shares: Readonly<Record<string, number>>;
  /** Whether the views that count alone learn what the series does as a rule. */
  learns: boolean;
}

const FOUR = { forecast: 0.5, excursion: 1, jump: 1, volume: 1 };
const LONG = { forecast: 0.1, excursion: 1, 'long excursion': 1, 'long jump': 1, volume: 1 };
const SHARES = { volume: 0.2, drift: 0.06, dry: 0.003, open: 0.001, unbacked: 0.01 };
const THIRD = { volume: 0.07, drift: 0.06, dry: 0.001, open: 0.0003, unbacked: 0.003 };

const scaled = (factor: number): Record<string, number> =>
  Object.fromEntries(Object.entries(SHARES).map(([name, share]) => [name, factor * share]));
const HALF = { ...LONG, volume: 0.5 };
const LESS = { ...HALF, excursion: 0.25, 'long jump': 1.25 };

/** The last one is the detector's. */
export const CANDIDATES: readonly Candidate[] = [
  { name: 'four views added up, as before', weights: FOUR, shares: {}, learns: false },
  { name: 'and drift and dry', weights: { ...FOUR, drift: 1, dry: 1 }, shares: {}, learns: false },
  { name: 'long views in the sum', weights: LONG, shares: {}, learns: false },
  { name: '… volume at half', weights: HALF, shares: {}, learns: false },
  { name: '… and views alone, tails as trained', weights: LONG, shares: SHARES, learns: false },
  { name: '… learning, shares thrice as large', weights: LONG, shares: scaled(3), learns: true },
  { name: '… learning, a third as large', weights: LONG, shares: scaled(1 / 3), learns: true },
  ...[1 / 4, 1 / 2, 2, 4].map((times) => ({
    name: `… learning, volume alone at ${times} of its share`,
    weights: LONG,
    shares: { ...SHARES, volume: times * SHARES.volume },
    learns: true,
  })),
  ...[
    { name: 'volume at half in the sum', weights: HALF },
    { name: 'volume at a quarter in the sum', weights: { ...LONG, volume: 0.25 } },
    { name: 'long jump twice in the sum', weights: { ...LONG, 'long jump': 2 } },
    { name: 'long excursion twice in the sum', weights: { ...LONG, 'long excursion': 2 } },
    { name: 'forecast at half in the sum', weights: { ...LONG, forecast: 0.5 } },
  ].map(({ name, weights }) => ({ name: `… learning, ${name}`, weights, shares: SHARES, learns: true })),
  ...[
    { name: 'all but drift alone a third as large', weights: LONG, shares: THIRD },
    { name: 'all alone a third as large, volume at half in the sum', weights: HALF, shares: scaled(1 / 3) },
  ].map((candidate) => ({ ...candidate, name: `… learning, ${candidate.name}`, learns: true })),
  { name: '… learning, as before', weights: LONG, shares: SHARES, learns: true },
  ...[
    { name: 'b: volume at half, all but drift alone a third as large', weights: HALF },
    { name: 'b, no excursion', weights: { ...HALF, excursion: 0 } },
    { name: 'b, excursion at half', weights: { ...HALF, excursion: 0.5 } },
    { name: 'b, excursion at half, long jump 1.5', weights: { ...HALF, excursion: 0.5, 'long jump': 1.5 } },
    { name: 'b, long jump 2', weights: { ...HALF, 'long jump': 2 } },
    { name: 'b, excursion at a quarter, long jump 1.25', weights: LESS },
  ].map((candidate) => ({
    ...candidate,
    name: `… learning, ${candidate.name}`,
    shares: THIRD,
    learns: true,
  })),
];
