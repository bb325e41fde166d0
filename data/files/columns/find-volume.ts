import { CandleFileError, listed, quoted } from '../candle-file-error.ts';
import type { FileOptions } from '../file-options.ts';
import type { Shape } from '../shapes/shape.ts';
import type { Columns } from './find-columns.ts';
import type { Market } from './market.ts';
import { readVolumeName } from './volume-name.ts';
import { bestPair, contractsOf, type Candidate, type VolumeSample } from './volume-pair.ts';
import type { VolumePlan } from './volume-plan.ts';

interface Context {
  path: string;
  header: readonly string[];
  shape: Shape | undefined;
  options: FileOptions;
  sample: readonly VolumeSample[];
}

/**
 * Decides which column counts coins: the pair of columns that the prices prove, whatever they are called; else by name,
 * and then it is said that nothing proves it. Throws a `CandleFileError` when names and prices contradict each other,
 * and when there is no volume of the bar.
 */
export function findVolume(context: Context, columns: Columns, market: Market | undefined): VolumePlan {
  const candidates = candidatesOf(context, columns, market);
  const proven = bestPair(candidates, context.sample);
  if (proven) return proven;
  const sure = candidates.filter(({ counts }) => counts !== 'maybe');
  const byContracts = contractsOf(sure, context.sample);
  if (byContracts) return byContracts;
  const bases = sure.filter(({ counts }) => counts === 'base');
  const plains = sure.filter(({ counts }) => counts === 'plain');
  const quotes = sure.filter(({ counts }) => counts === 'quote');
  if (bases.length + plains.length + quotes.length === 0) throw noVolume(context, candidates);
  const [base] = [...bases, ...plains];
  if (!base) return fromQuote(context, quotes[0] as Candidate);
  return withoutProof(
    context,
    base,
    [...bases.slice(1), ...(bases.length > 0 ? plains : plains.slice(1))],
    quotes,
  );
}

function candidatesOf({ header }: Context, columns: Columns, market: Market | undefined): Candidate[] {
  const { volume, quoteVolume } = columns;
  const named = columns.names.flatMap((name, column): Candidate[] => {
    if (name === undefined || column === volume || column === quoteVolume) return [];
    const found = readVolumeName(name, market);
    return found ? [{ ...found, column, name: header[column] ?? name }] : [];
  });
  const told = (column: number | undefined, counts: 'base' | 'quote'): Candidate[] =>
    column === undefined ? [] : [{ counts, scale: 1, column, name: header[column] ?? `cell ${column + 1}` }];
  // What a shape says is said; other columns only help to prove it.
  const own = [...told(volume, 'base'), ...told(quoteVolume, 'quote')];
  return own.length === 0
    ? named
    : [...own, ...named.map((other): Candidate => ({ ...other, counts: 'maybe' }))];
}

function withoutProof(
  context: Context,
  base: Candidate,
  rivals: readonly Candidate[],
  quotes: readonly Candidate[],
): VolumePlan {
  const { path, options } = context;
  const single = (how: string, isAssumed: boolean): VolumePlan =>
    options.volumeIs === 'quote'
      ? {
          kind: 'quote',
          column: base.column,
          scale: base.scale,
          name: base.name,
          how: DIVIDED,
          isAssumed: false,
        }
      : { kind: 'single', column: base.column, scale: base.scale, name: base.name, how, isAssumed };
  if (options.volumeIs) return single('as told', false);
  const other = quotes[0] ?? rivals.find(({ counts }) => counts !== base.counts || base.counts === 'plain');
  if (other) throw new CandleFileError(path, contradiction(base, other));
  if (context.shape?.volume === 'quote')
    return divided(base, `${context.shape.name} counts the quote currency; ${DIVIDED}`);
  return single(
    base.counts === 'base' && context.header.length > 0 ? 'by its name' : 'nothing in the file proves it',
    true,
  );
}

const contradiction = (base: Candidate, other: Candidate) =>
  `${quoted(other.name)} over ${quoted(base.name)} is no price between low and high, so which of them counts coins can't be told; ` +
  `--volume-is base takes ${quoted(base.name)} as coins, --volume-is quote as the quote currency`;

const DIVIDED = 'divided by the typical price of each bar';

const divided = (column: Candidate, how: string): VolumePlan => ({
  ...{ kind: 'quote', column: column.column, scale: column.scale, name: column.name, how, isAssumed: true },
});

function fromQuote({ path, options, shape }: Context, quote: Candidate): VolumePlan {
  if (options.volumeIs === 'quote' || shape?.volume === 'quote')
    return { ...divided(quote, DIVIDED), isAssumed: false };
  throw new CandleFileError(
    path,
    `the only volume, ${quoted(quote.name)}, is in the quote currency and coins are needed; --volume-is quote divides it by the price`,
  );
}

function noVolume({ path, header }: Context, candidates: readonly Candidate[]): CandleFileError {
  const names =
    candidates.length > 0 ? candidates.map(({ name }) => name) : header.filter((name) => /vol/i.test(name));
  const found =
    names.length > 0 ? `${listed(names)} is not the volume of a bar in coins` : `found ${listed(header)}`;
  return new CandleFileError(path, `has no volume of the bar: ${found}; expected a column "volume"`);
}
