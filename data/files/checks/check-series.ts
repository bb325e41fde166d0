import type { EpochMs, Interval, Ohlcv } from '../../ohlcv.ts';
import { isInterval } from '../../ohlcv.ts';
import { HIGHEST_VOLUME, InvalidOhlcvError, validateOhlcv } from '../../validation.ts';
import { CandleFileError, quoted } from '../candle-file-error.ts';
import type { FileOptions } from '../file-options.ts';
import type { TableReport } from '../read-table.ts';
import { clockPlace, putBackOn } from './clock-changes.ts';
import { barGrid, FILE_INTERVALS, intervalName, readIntervalLabel, spell } from './file-interval.ts';
import { findInterval, MixWatch } from './find-interval.ts';
import type { SortedRows, StoredRow } from './sorted-rows.ts';

/** What is known of a series once all of its rows are. */
export interface SeriesFacts {
  /** Length of the file's own bars. */
  ms: number;
  /** What has to be added to the time of a row to get the open time. */
  shift: number;
  isShifted: boolean;
  repeatedRows: number;
  clampedOpens: number;
  /** Open times after this belong to a bar that is still running. */
  lastClosed: EpochMs;
  running: number;
}

interface Context {
  rows: SortedRows;
  reports: readonly TableReport[];
  options: FileOptions;
  now: EpochMs;
}

const time = (at: EpochMs) => new Date(at).toISOString().replace(':00.000Z', 'Z');
const at = ({ reports }: Context, row: StoredRow) => reports[row.file] as TableReport;
const refuse = (context: Context, row: StoredRow, reason: string): never => {
  const { path, word } = at(context, row);
  throw new CandleFileError(path, reason, row.line, word);
};

/**
 * Checks what only the whole series shows: one interval on its grid, no two rows that contradict each other, possible
 * candles, nothing from the future. Throws a `CandleFileError` that says where and what settles it.
 */
export function checkSeries(context: Context): SeriesFacts {
  const steps = new Map<number, number>();
  let repeatedRows = 0;
  let previous: StoredRow | undefined;
  for (const row of context.rows.read()) {
    if (previous) {
      const step = row.openTime - previous.openTime;
      if (step === 0) {
        refuseContradiction(context, previous, row);
        repeatedRows++;
        continue;
      }
      steps.set(step, (steps.get(step) ?? 0) + 1);
    }
    previous = row;
  }
  const ms = intervalOf(context, steps);
  return walk(context, steps, ms, repeatedRows);
}

function walk(
  context: Context,
  steps: ReadonlyMap<number, number>,
  ms: number,
  repeatedRows: number,
): SeriesFacts {
  const { rows, now } = context;
  const mix = new MixWatch(
    ms,
    [...steps.values()].reduce((total, count) => total + count, 0),
  );
  const hourGaps: EpochMs[] = [];
  let shift: number | undefined;
  let clampedOpens = 0;
  let running = 0;
  let count = 0;
  let first = 0;
  let previous: StoredRow | undefined;
  for (const row of rows.read()) {
    if (row.openTime === previous?.openTime) continue;
    shift ??= shiftOf(context, row, ms);
    checkStep(context, previous, row, ms, mix);
    const openTime = row.openTime + shift;
    if (openTime % barGrid(ms) !== 0) refuse(context, row, offGrid(row.openTime, ms));
    if (previous && ms <= HOUR && row.openTime - previous.openTime === ms + HOUR && hourGaps.length < 200)
      hourGaps.push(previous.openTime + ms);
    if (openTime + ms > now) {
      running++;
      if (openTime > now)
        refuse(
          context,
          row,
          `opens at ${time(openTime)}, which is still to come; are the times of another zone (--zone), or do they close the bar (--time-is close)?`,
        );
    } else {
      count++;
      if (checkPrices(context, previous, { ...row, openTime }, ms, row)) clampedOpens++;
    }
    if (!previous) first = row.openTime;
    previous = row;
  }
  if (!previous)
    throw new CandleFileError(
      context.reports[0]?.path ?? '',
      'holds no candle: every row is without trades or still running',
    );
  refuseLocalTime(context, hourGaps, first, previous);
  if (clampedOpens > 0.1 * count)
    refuse(
      context,
      previous,
      `${clampedOpens} of ${count} rows open outside of their low and high; are the columns named rightly?`,
    );
  const isShifted = (shift ?? 0) !== 0;
  return { ms, shift: shift ?? 0, isShifted, repeatedRows, clampedOpens, running, lastClosed: now - ms };
}

const HOUR = 3_600_000;

/** Whether times close their bars, as somebody or the format says, or as their last second shows. */
function shiftOf(context: Context, row: StoredRow, ms: number): number {
  const { marks } = at(context, row).plan.time;
  const grid = barGrid(ms);
  const beyond = modulo(row.openTime, grid);
  // 23:59:59.999 and 23:59:59 are the end of a bar whatever the column is called.
  const toGrid = beyond > 0 && grid - beyond <= 1_000 ? grid - beyond : 0;
  if (toGrid > 0) return toGrid - ms;
  return marks === 'close' ? -ms : 0;
}

function checkStep(
  context: Context,
  previous: StoredRow | undefined,
  row: StoredRow,
  ms: number,
  mix: MixWatch,
) {
  if (!previous) return;
  const step = row.openTime - previous.openTime;
  if (step % ms !== 0)
    refuse(
      context,
      row,
      `the row is ${spell(step)} behind the one before, while the file steps by ${spell(ms)}; expected one interval throughout`,
    );
  if (mix.add(step))
    refuse(
      context,
      row,
      `the rows around ${time(row.openTime)} step by ${spell(step)}, others by ${spell(ms)}; expected one interval throughout: keep one part`,
    );
}

function offGrid(openTime: EpochMs, ms: number): string {
  const name = spell(ms);
  const when = new Date(openTime).toISOString().slice(11, 16);
  const what =
    ms === FILE_INTERVALS['1d']
      ? `days begin at ${when} UTC`
      : ms === FILE_INTERVALS['1w']
        ? `weeks begin on ${weekday(openTime)} at ${when} UTC`
        : `a bar of ${name} begins at ${when} UTC`;
  return `${what}, which is no start of a ${name} in UTC; if the times are of another zone, --zone says which`;
}

const weekday = (at: EpochMs) =>
  new Intl.DateTimeFormat('en-US', { weekday: 'long', timeZone: 'UTC' }).format(at);

/** True for an open that was moved into its bar. */
function checkPrices(
  context: Context,
  previous: StoredRow | undefined,
  candle: Ohlcv,
  ms: number,
  row: StoredRow,
): boolean {
  const { open, high, low, close, volume } = candle;
  const { plan } = at(context, row);
  const isInside = close >= low && close <= high && low > 0;
  if (isInside && open >= low && open <= high && volume <= HIGHEST_VOLUME) return false;
  const isClamped =
    isInside &&
    volume <= HIGHEST_VOLUME &&
    (plan.opensAtLastClose || open === previous?.close || isRounded(open, low, high));
  if (isClamped) return true;
  const name = intervalName(ms) ?? '';
  try {
    validateOhlcv(candle, isInterval(name) ? name : '1m', { now: context.now });
  } catch (error) {
    if (error instanceof InvalidOhlcvError) refuse(context, row, error.message);
    throw error;
  }
  return false;
}

/** As far as numbers of 32 bits are off. */
const isRounded = (open: number, low: number, high: number) =>
  open >= low * (1 - 1e-6) && open <= high * (1 + 1e-6);

function intervalOf(context: Context, steps: ReadonlyMap<number, number>): number {
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
  if (ms === undefined) return `holds a single candle, so its length can't be told; ${settle}`;
  const days = ms / (24 * HOUR);
  if (days >= 28 && days <= 31) return 'holds monthly bars; the longest that can be read are those of a week';
  const most = [...steps]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 3)
    .map(([step]) => spell(step));
  return `steps by ${most.join(', ')} from row to row, which is no length of a bar; expected bars of one length. ${settle}`;
}

const VALUES = ['open', 'high', 'low', 'close', 'volume'] as const;

function refuseContradiction(context: Context, one: StoredRow, other: StoredRow) {
  const field = VALUES.find((value) => one[value] !== other[value]);
  if (!field) return;
  const isBare = at(context, other).plan.time.reader.hasBareClock && context.options.zone === undefined;
  const place = isBare ? putBackOn(one.openTime) : undefined;
  if (place)
    refuse(
      context,
      other,
      `${time(one.openTime).replace('Z', '')} comes twice, on the night when clocks are put back in ${place}: local time; --zone says where, such as ${place}/${place === 'Europe' ? 'Berlin' : 'New_York'}`,
    );
  const where =
    one.file === other.file
      ? `on ${at(context, one).word} ${one.line}`
      : `in ${quoted(at(context, one).path.split('/').at(-1), 40)}`;
  refuse(
    context,
    other,
    `${field} at ${time(one.openTime)} is ${other[field]} here and ${one[field]} ${where}; expected one market, each bar once`,
  );
}

function refuseLocalTime(context: Context, hourGaps: readonly EpochMs[], first: EpochMs, last: StoredRow) {
  const isBare = at(context, last).plan.time.reader.hasBareClock && context.options.zone === undefined;
  if (!isBare || at(context, last).plan.time.zone.name !== 'UTC') return;
  const place = clockPlace(hourGaps, first, last.openTime);
  if (place === undefined) return;
  const row = { ...last, line: last.line };
  refuse(
    context,
    row,
    `an hour is missing on each night when clocks are put forward in ${place}: local time? --zone says where, such as ${place}/${place === 'Europe' ? 'Berlin' : 'New_York'}, or UTC`,
  );
}

const modulo = (value: number, divisor: number) => ((value % divisor) + divisor) % divisor;

export type { Interval };
