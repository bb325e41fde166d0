import { quoted } from '../candle-file-error.ts';
import { provePair } from './price-proof.ts';
import type { PairProof } from './price-proof.ts';
import type { VolumeName } from './volume-name.ts';
import type { VolumePlan } from './volume-plan.ts';

/** What the first rows hold, as numbers. */
export interface VolumeSample {
  low: number;
  high: number;
  /** By column; NaN for what is no number. */
  number: (column: number) => number;
}

/** A column that may be a volume. */
export interface Candidate extends VolumeName {
  column: number;
  name: string;
}

/** The volume of two columns that the prices of the sample prove, whatever they are called, or that are called so. */
export function bestPair(
  candidates: readonly Candidate[],
  sample: readonly VolumeSample[],
): VolumePlan | undefined {
  const pairs = candidates.flatMap((one, index) =>
    candidates.slice(index + 1).flatMap((other) => {
      // Two columns that nobody calls a volume prove nothing.
      if (one.counts === 'maybe' && other.counts === 'maybe') return [];
      const proof = proofOf(one, other, sample);
      return proof.isProven || (proof.isOpen && isSaid(one, other)) ? [{ one, other, proof }] : [];
    }),
  );
  const rank = ({ one, other }: (typeof pairs)[number]) =>
    (isSaid(one, other) ? 2 : 0) + (one.counts === 'maybe' || other.counts === 'maybe' ? 0 : 1);
  const best = pairs.sort((a, b) => rank(b) - rank(a))[0];
  if (!best) return undefined;
  const { one, other, proof } = best;
  const isFirst =
    proof.first + proof.second === 0 || (proof.first > 0 && proof.second > 0)
      ? isBase(one, other)
      : proof.first > 0;
  const [base, quote] = isFirst ? [one, other] : [other, one];
  const how = proof.isProven
    ? `proven by ${quoted(quote.name)} over it, which is a price of the bar`
    : 'by the names of its columns';
  return {
    kind: 'pair',
    base: base.column,
    quote: quote.column,
    scale: 1,
    name: base.name,
    how,
    isAssumed: !proof.isProven,
  };
}

const isSaid = (one: Candidate, other: Candidate) =>
  one.counts !== 'maybe' &&
  other.counts !== 'maybe' &&
  (one.counts === 'quote') !== (other.counts === 'quote');

const isBase = (one: Candidate, other: Candidate) =>
  other.counts === 'quote' || one.counts === 'base' || (one.counts === 'plain' && other.counts !== 'base');

const proofOf = (one: Candidate, other: Candidate, sample: readonly VolumeSample[]): PairProof =>
  provePair(
    sample.map(({ low, high, number }) => ({
      ...{ low, high },
      one: number(one.column) * one.scale,
      other: number(other.column) * other.scale,
    })),
  );

/** The volume of a column of coins that contracts of 10 or 100 units of the quote currency prove. */
export function contractsOf(
  candidates: readonly Candidate[],
  sample: readonly VolumeSample[],
): VolumePlan | undefined {
  for (const base of candidates.filter(({ counts }) => counts === 'base')) {
    for (const contracts of candidates.filter(({ counts }) => counts === 'plain')) {
      for (const size of [10, 100]) {
        const proof = proofOf(base, { ...contracts, scale: size }, sample);
        if (!proof.isProven || proof.second > proof.first) continue;
        const how = `proven by ${quoted(contracts.name)}, which counts contracts of ${size}`;
        return { kind: 'single', column: base.column, scale: 1, name: base.name, how, isAssumed: false };
      }
    }
  }
  return undefined;
}
