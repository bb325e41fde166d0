import { CandleFileError, quoted } from '../candle-file-error.ts';
import type { TableReport } from '../table-report.ts';
import { FILE_INTERVALS, intervalName, readIntervalLabel, spell } from './file-interval.ts';
import { findInterval } from './find-interval.ts';
import type { SeriesContext } from './series-context.ts';

const DAY = 86_400_000;

/**
 * Length of the bars in milliseconds: the smallest frequent step, or what close times, a column of intervals or somebody
 * says where the steps leave it open. Throws a `CandleFileError` where these disagree.
 */
export function intervalOf(context: SeriesContext, steps: ReadonlyMap<number, number>): number {
  const { options, reports } = context;
  const path = reports[0]?.path ?? '';
  const found = findInterval(steps);
  const said = durationOf(reports);
  const told = options.interval === undefined ? undefined : FILE_INTERVALS[options.interval];
  const ms = found?.isSure
    ? found.ms
    : (said ?? labelOf(reports) ?? (fitsAll(steps, told) ? told : undefined));
  if (ms === undefined) throw new CandleFileError(path, unknownInterval(found?.ms, steps));
  if (said !== undefined && said !== ms)
    throw new CandleFileError(
      path,
      `rows step by ${spell(ms)}, but their bars last ${spell(said)} from open to close time; expected one after the other`,
    );
  for (const { markets, path: other } of reports) {
    const label = markets.interval;
    const lengths = label === undefined ? [] : readIntervalLabel(label);
    if (label !== undefined && /[a-z]/i.test(label) && lengths.length > 0 && !lengths.includes(ms))
      throw new CandleFileError(
        other,
        `its column of intervals says ${quoted(label)}, but the rows step by ${spell(ms)}`,
      );
  }
  return ms;
}

/** How long bars last from open to close time, where most rows agree. */
function durationOf(reports: readonly TableReport[]): number | undefined {
  const counts = new Map<number, number>();
  let total = 0;
  for (const { durations } of reports) {
    for (const [duration, count] of durations) {
      // Close times are the next open, or up to a second before it.
      const length = [0, 1, 1_000]
        .map((before) => duration + before)
        .find((whole) => intervalName(whole) !== undefined);
      total += count;
      if (length !== undefined) counts.set(length, (counts.get(length) ?? 0) + count);
    }
  }
  return [...counts].find(([, count]) => count > total * 0.8)?.[0];
}

function labelOf(reports: readonly TableReport[]): number | undefined {
  const lengths = reports.flatMap(({ markets }) =>
    markets.interval === undefined ? [] : readIntervalLabel(markets.interval),
  );
  return lengths.length === 1 ? lengths[0] : undefined;
}

const fitsAll = (steps: ReadonlyMap<number, number>, told: number | undefined) =>
  told !== undefined && [...steps.keys()].every((step) => step % told === 0);

function unknownInterval(ms: number | undefined, steps: ReadonlyMap<number, number>): string {
  const settle = '--interval says how long the bars are, such as 1h';
  if (steps.size === 0) return `holds a single candle, so its length can't be told; ${settle}`;
  const days = (ms ?? 0) / DAY;
  if (days >= 28 && days <= 31) return 'holds monthly bars; the longest that can be read are those of a week';
  const most = [...steps]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 3)
    .map(([step]) => spell(step));
  return `steps by ${most.join(', ')} from row to row, which is no length of a bar; expected bars of one length. ${settle}`;
}
