import { textTable } from '../evaluate/text-table.ts';
import { bestRivals, overAll } from './over-all.ts';
import type { Rejections } from './rejections.ts';
import { BUDGETS } from './rule-methods.ts';
import type { SearchResult } from './search-series.ts';

const percent = (shares: readonly (number | null)[], digits = 1): string =>
  shares.map((share) => (share === null ? '–' : (100 * share).toFixed(digits))).join(', ');

const ofAll = ({ rejected, of }: Rejections): string => `${rejected} of ${of}`;

/** All that is known of each method. */
export const seriesTable = (results: readonly SearchResult[]): string =>
  textTable(
    [
      'score',
      `events by rule, %, at ${BUDGETS.join(', ')} a week`,
      'of as many alerts',
      'known events',
      'alerts a week',
      'rates rejected, of years',
      ...(results[0]?.area == null ? [] : ['injected, area']),
      ...(results[0]?.found ?? []).map(({ kind, injected }) => `${kind}, of ${injected}`),
    ],
    results.map(({ name, recall, recallOfAsMany, known, alertsPerWeek, whole, years, area, found }) => [
      name,
      percent(recall),
      percent(recallOfAsMany),
      known.join(', '),
      alertsPerWeek.map((rate) => rate.toFixed(2)).join(', '),
      `${ofAll(whole)}, ${ofAll(years)}`,
      ...(area === null ? [] : [area.toFixed(3)]),
      ...found.map((one) => String(one.found)),
    ]),
  );

/** Series of one interval. */
export interface SearchGroup {
  interval: string;
  series: SearchResult[][];
}

type Shares = SearchResult['recall'];

/**
 * Two tables with a column for each interval: events by rule and known events at the budgets; and the events that exactly as
 * many alerts as asked for find, with the rates that are rejected.
 */
export function intervalTables(groups: readonly SearchGroup[]): string[] {
  const budgets = `at ${BUDGETS.join(', ')} a week`;
  return [
    intervalTable(
      groups,
      `events by rule, %, ${budgets}; known events`,
      ({ recall }) => recall,
      ({ known }) => known.join(', '),
    ),
    intervalTable(
      groups,
      `of exactly as many alerts ${budgets}; rates rejected, of years`,
      ({ recallOfAsMany }) => recallOfAsMany,
      ({ whole, years }) => `${whole.rejected}/${whole.of}, ${years.rejected}/${years.of}`,
    ),
  ];
}

function intervalTable(
  groups: readonly SearchGroup[],
  title: string,
  sharesOf: (one: SearchResult) => Shares,
  otherOf: (one: SearchResult) => string,
): string {
  const all = groups.map(({ series }) => overAll(series));
  const cells = (name: string): string[] =>
    all.map((results) => {
      const one = results.find((result) => result.name === name);
      return one ? `${percent(sharesOf(one))}; ${otherOf(one)}` : '';
    });
  // A method that is missing at one interval still has a row.
  const names = new Set(all.flatMap((results) => results.map(({ name }) => name)));
  return textTable(
    [title, ...groups.map(({ interval, series }) => `${interval}, ${series.length}`)],
    [
      ['best rival of each series', ...groups.map(({ series }) => percent(bestRivals(series, sharesOf)))],
      ...[...names].map((name) => [name, ...cells(name)]),
    ],
  );
}
