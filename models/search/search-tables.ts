import { textTable } from '../evaluate/text-table.ts';
import { bestRivals, overAll } from './over-all.ts';
import type { Rejections } from './rejections.ts';
import { BUDGETS } from './rule-methods.ts';
import type { SearchResult } from './search-series.ts';

const percent = (shares: readonly (number | null)[], digits = 1): string =>
  shares.map((share) => (share === null ? '–' : (100 * share).toFixed(digits))).join(', ');

const ofAll = ({ rejected, of }: Rejections): string => `${rejected} of ${of}`;

/** Quarters that bring fewer or more alerts than this share of what was asked for stray. */
const USUAL_QUARTER = { least: 0.6, most: 1.6 };

const QUARTERS = `quarters at ${BUDGETS[0]} a week, as shares of it; outside of ${USUAL_QUARTER.least}–${USUAL_QUARTER.most}`;

const quartersOf = ({ quarters }: Pick<SearchResult, 'quarters'>): string => {
  if (quarters.length === 0) return '–';
  const strayed = quarters.filter((share) => share < USUAL_QUARTER.least || share > USUAL_QUARTER.most);
  const [least, most] = [Math.min(...quarters), Math.max(...quarters)];
  return `${least.toFixed(2)}–${most.toFixed(2)}; ${strayed.length}/${quarters.length}`;
};

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
      QUARTERS,
      ...(results[0]?.area == null ? [] : ['injected, area']),
      ...(results[0]?.found ?? []).map(({ kind, injected }) => `${kind}, of ${injected}`),
    ],
    results.map(
      ({ name, recall, recallOfAsMany, known, alertsPerWeek, whole, years, quarters, area, found }) => [
        name,
        percent(recall),
        percent(recallOfAsMany),
        known.join(', '),
        alertsPerWeek.map((rate) => rate.toFixed(2)).join(', '),
        `${ofAll(whole)}, ${ofAll(years)}`,
        quartersOf({ quarters }),
        ...(area === null ? [] : [area.toFixed(3)]),
        ...found.map((one) => String(one.found)),
      ],
    ),
  );

/** Series of one interval. */
export interface SearchGroup {
  interval: string;
  series: SearchResult[][];
}

/**
 * Three tables with a column for each interval: events by rule and known events at the budgets; the events that exactly as
 * many alerts as asked for find, with the rates that are rejected; and what came in single quarters.
 */
export function intervalTables(groups: readonly SearchGroup[]): string[] {
  const budgets = `at ${BUDGETS.join(', ')} a week`;
  const best = (sharesOf: (one: SearchResult) => SearchResult['recall']): Row => [
    'best rival of each series',
    ...groups.map(({ series }) => percent(bestRivals(series, sharesOf))),
  ];
  return [
    intervalTable(
      groups,
      `events by rule, %, ${budgets}; known events`,
      ({ recall, known }) => `${percent(recall)}; ${known.join(', ')}`,
      best(({ recall }) => recall),
    ),
    intervalTable(
      groups,
      `of exactly as many alerts ${budgets}; rates rejected, of years`,
      ({ recallOfAsMany, whole, years }) =>
        `${percent(recallOfAsMany)}; ${whole.rejected}/${whole.of}, ${years.rejected}/${years.of}`,
      best(({ recallOfAsMany }) => recallOfAsMany),
    ),
    intervalTable(groups, QUARTERS, quartersOf),
  ];
}

type Row = string[];

function intervalTable(
  groups: readonly SearchGroup[],
  title: string,
  cellOf: (one: SearchResult) => string,
  ...above: Row[]
): string {
  const all = groups.map(({ series }) => overAll(series));
  const cells = (name: string): string[] =>
    all.map((results) => {
      const one = results.find((result) => result.name === name);
      return one ? cellOf(one) : '';
    });
  // A method that is missing at one interval still has a row.
  const names = new Set(all.flatMap((results) => results.map(({ name }) => name)));
  return textTable(
    [title, ...groups.map(({ interval, series }) => `${interval}, ${series.length}`)],
    [...above, ...[...names].map((name) => [name, ...cells(name)])],
  );
}
