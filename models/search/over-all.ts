import { allRejections } from './rejections.ts';
import type { SearchResult } from './search-series.ts';

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

type Shares = (number | null)[];

export const meanOf = (values: Readonly<Shares>): number | null =>
  values.length === 0 || values.includes(null) ? null : sumOf(values as number[]) / values.length;

/**
 * One table of several: means of recalls, rates and areas, sums of what was found. A method that a series has nothing of is
 * left out.
 */
export function overAll(series: readonly (readonly SearchResult[])[]): SearchResult[] {
  return (series[0] ?? []).flatMap((first) => {
    const same = series.flatMap((results) => results.filter(({ name }) => name === first.name));
    if (same.length < series.length) return [];
    const means = (shares: (one: SearchResult) => Shares): Shares =>
      shares(first).map((_, budget) => meanOf(same.map((one) => shares(one)[budget] ?? null)));
    return {
      name: first.name,
      isRival: first.isRival,
      recall: means(({ recall }) => recall),
      known: first.known.map((_, budget) => sumOf(same.map(({ known }) => known[budget] ?? 0))),
      recallOfAsMany: means(({ recallOfAsMany }) => recallOfAsMany),
      alertsPerWeek: means(({ alertsPerWeek }) => alertsPerWeek) as number[],
      whole: allRejections(same.map(({ whole }) => whole)),
      years: allRejections(same.map(({ years }) => years)),
      quarters: same.flatMap(({ quarters }) => quarters),
      area: meanOf(same.map(({ area }) => area)),
      found: first.found.map(({ kind }, index) => ({
        kind,
        injected: sumOf(same.map(({ found }) => found[index]?.injected ?? 0)),
        found: sumOf(same.map(({ found }) => found[index]?.found ?? 0)),
      })),
    };
  });
}

/** For each budget the mean, over the series, of what the best rival of each had: which that is, is known afterwards only. */
export const bestRivals = (
  series: readonly (readonly SearchResult[])[],
  shares: (one: SearchResult) => Shares,
): Shares =>
  shares(series[0]?.[0] as SearchResult).map((_, budget) =>
    meanOf(
      series.map((results) => {
        const rivals = results.filter(({ isRival }) => isRival).map((one) => shares(one)[budget] ?? null);
        return rivals.includes(null) ? null : Math.max(...(rivals as number[]));
      }),
    ),
  );
