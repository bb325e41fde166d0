import type { SearchResult } from './search-series.ts';

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

const meanOf = (values: readonly (number | null)[]): number | null =>
  values.length === 0 || values.includes(null) ? null : sumOf(values as number[]) / values.length;

/**
 * One table of several: means of recalls, rates and areas, sums of what was found. A method that a series has nothing of is
 * left out.
 */
export function overAll(series: readonly (readonly SearchResult[])[]): SearchResult[] {
  return (series[0] ?? []).flatMap((first) => {
    const same = series.flatMap((results) => results.filter(({ name }) => name === first.name));
    if (same.length < series.length) return [];
    return {
      name: first.name,
      recall: first.recall.map((_, budget) => meanOf(same.map(({ recall }) => recall[budget] ?? null))),
      known: first.known.map((_, budget) => sumOf(same.map(({ known }) => known[budget] ?? 0))),
      alertsPerWeek: first.alertsPerWeek.map(
        (_, budget) => sumOf(same.map(({ alertsPerWeek }) => alertsPerWeek[budget] ?? 0)) / same.length,
      ),
      area: meanOf(same.map(({ area }) => area)),
      found: first.found.map(({ kind }, index) => ({
        kind,
        injected: sumOf(same.map(({ found }) => found[index]?.injected ?? 0)),
        found: sumOf(same.map(({ found }) => found[index]?.found ?? 0)),
      })),
    };
  });
}
