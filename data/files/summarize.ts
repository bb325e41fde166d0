import { CandleFileError, listed, quoted } from './candle-file-error.ts';
import type { SeriesFacts } from './checks/check-series.ts';
import { spell } from './checks/file-interval.ts';
import { exchangeOfName, isSameMarket, marketName, marketOfName, parseMarket } from './columns/market.ts';
import type { Market } from './columns/market.ts';
import type { FileOptions } from './file-options.ts';
import type { FileSummary } from './file-summary.ts';
import type { TableReport } from './table-report.ts';

type Reports = readonly TableReport[];

const sum = (reports: Reports, of: (report: TableReport) => number) =>
  reports.reduce((total, report) => total + of(report), 0);

/** Rows that became no candle. */
export const leftOut = (reports: Reports, facts: SeriesFacts): FileSummary['leftOut'] =>
  [
    {
      reason: 'without prices: nothing was traded',
      rows: sum(reports, ({ withoutTrades }) => withoutTrades),
    },
    { reason: 'not closed, as the row itself says', rows: sum(reports, ({ unclosed }) => unclosed) },
    { reason: 'still running now', rows: facts.running },
    { reason: 'the same as another, word for word', rows: facts.repeatedRows },
    { reason: 'the header again', rows: sum(reports, ({ repeatedHeaders }) => repeatedHeaders) },
    { reason: 'of other markets', rows: sum(reports, ({ markets }) => markets.skipped) },
  ].filter(({ rows }) => rows > 0);

/** Rows that were put right. */
export function repaired(reports: Reports, facts: SeriesFacts): FileSummary['repaired'] {
  const swapped = sum(reports, ({ volumesInPlace, volumesSwapped }) =>
    volumesInPlace > 0 ? volumesSwapped : 0,
  );
  return [
    { what: 'whose two volumes were in the column of the other', rows: swapped },
    {
      what: 'whose open lay outside of low and high and was moved to the nearer one',
      rows: facts.clampedOpens,
    },
  ].filter(({ rows }) => rows > 0);
}

/** What the file doesn't say and was taken for granted. */
export function assumed(reports: Reports, facts: SeriesFacts): string[] {
  const found = reports.flatMap(({ plan }) => [
    ...plan.time.assumed,
    ...(plan.thousandsToo === undefined
      ? []
      : [`the point in numbers such as ${plan.thousandsToo} is a decimal point`]),
    ...(plan.volume.isAssumed
      ? [`the volume ${quoted(plan.volume.name)} counts coins: ${plan.volume.how}`]
      : []),
  ]);
  const off = sum(reports, ({ volumesOff }) => volumesOff);
  if (off > 0)
    found.push(
      `${off} rows have volumes that give no price of their bar, and count as the rows around them do`,
    );
  if (facts.isShifted) found.push(`times close their bars and were moved back by ${spell(facts.ms)}`);
  else if (reports.some(({ plan }) => plan.time.marks === 'unsaid'))
    found.push('times open their bars, as nothing says otherwise');
  return [...new Set(found)];
}

/** More rows than these whose volumes give no price: the columns are something else. */
const MOST_OFF = 0.05;

/** Throws a `CandleFileError` where the volumes that the first rows proved are disproved by the others. */
export function refuseOffVolumes(reports: Reports) {
  for (const { path, plan, volumesInPlace, volumesSwapped, volumesOff } of reports) {
    const all = volumesInPlace + volumesSwapped + volumesOff;
    if (volumesOff <= all * MOST_OFF) continue;
    throw new CandleFileError(
      path,
      `in ${volumesOff} of ${all} rows the two volumes give no price of their bar, so what ${quoted(plan.volume.name)} counts can't be told`,
    );
  }
}

/** The exchange of all files. Throws a `CandleFileError` where they are of several. */
export function exchangeOf(reports: Reports): string | null {
  const own = reports.map(
    ({ markets, plan, path }) => markets.exchange ?? plan.exchange ?? exchangeOfName(path),
  );
  const names = [...new Set(own.filter((name) => name !== undefined && name !== null))];
  if (names.length < 2) return names[0] ?? null;
  const other = reports[own.findIndex((name) => name === names[1])];
  throw new CandleFileError(
    other?.path ?? '',
    `is of ${listed(names.slice(1, 2))}, the files before it of ${listed(names.slice(0, 1))}; expected one market of one exchange`,
  );
}

/** The market that the rows name, or what stands beside them. Throws a `CandleFileError` where that is not the one told. */
function marketSaid(
  { path, markets, market }: TableReport,
  symbol: string | undefined,
  told: Market | undefined,
): Market | undefined {
  const said = markets.market ?? market;
  const named = said === undefined ? undefined : parseMarket(said);
  if (markets.market === undefined && named && told && !isSameMarket(named, told))
    throw new CandleFileError(path, `holds ${listed([said ?? ''])}, not ${listed([symbol ?? ''])} as told`);
  return named;
}

/** What the market is called, and what was assumed of it. Throws a `CandleFileError` where files or words disagree. */
export function symbolOf(
  reports: Reports,
  { symbol }: FileOptions,
): { name: string | null; assumed: string[] } {
  const told = symbol === undefined ? undefined : parseMarket(symbol);
  let own: { market: Market; isNamed: boolean } | undefined;
  for (const report of reports) {
    const { path } = report;
    const named = marketSaid(report, symbol, told);
    const market = named ?? marketOfName(path);
    if (!market) continue;
    if (own && !isSameMarket(own.market, market))
      throw new CandleFileError(
        path,
        `is ${marketName(market)}, the files before it ${marketName(own.market)}; expected one market`,
      );
    if (!own || (own.market.quote === undefined && market.quote !== undefined))
      own = { market, isNamed: named !== undefined };
  }
  if (!own) return { name: symbol ?? null, assumed: [] };
  const name = marketName(own.market);
  if (symbol !== undefined) {
    const agrees = told !== undefined && isSameMarket(told, own.market);
    return {
      name: symbol,
      assumed:
        agrees || own.isNamed
          ? []
          : [`the market is ${symbol} as told, though the file's name speaks of ${name}`],
    };
  }
  const isWhole = own.market.quote !== undefined;
  const assumed = own.isNamed ? [] : [`the market is ${name}, after the file's name`];
  return isWhole
    ? { name, assumed }
    : { name: `${name}/USD`, assumed: [`${name} is priced in US dollars`, ...assumed] };
}
