import type { EpochMs } from '../../ohlcv.ts';
import { CandleFileError } from '../candle-file-error.ts';
import { checkPrices } from './check-prices.ts';
import { barGrid, FILE_INTERVALS, spell } from './file-interval.ts';
import { MixWatch } from './find-interval.ts';
import { refuseContradiction } from './refuse-contradiction.ts';
import { refuseLocalTime } from './refuse-local-time.ts';
import { refuseMidnights } from './refuse-midnights.ts';
import { minuteText, refuse, tableOf, type SeriesContext } from './series-context.ts';
import { intervalOf } from './series-interval.ts';
import type { StoredRow } from './sorted-rows.ts';

const HOUR = 3_600_000;

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

/**
 * Checks what only the whole series shows: one interval on its grid, no two rows that contradict each other, possible
 * candles, nothing from the future. Throws a `CandleFileError` that says where and what settles it.
 */
export function checkSeries(context: SeriesContext): SeriesFacts {
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
  const walk = new SeriesWalk(context, ms, steps);
  for (const row of context.rows.read()) walk.take(row);
  return { ...walk.facts(), repeatedRows };
}

/** The second walk over the rows, now that the interval is known. */
class SeriesWalk {
  readonly #mix: MixWatch;
  /** The clock's hours that are missing alone. */
  readonly #hourGaps: EpochMs[] = [];
  #shift: number | undefined;
  #clampedOpens = 0;
  #running = 0;
  #closed = 0;
  #first = 0;
  #previous: StoredRow | undefined;

  constructor(
    private readonly context: SeriesContext,
    private readonly ms: number,
    steps: ReadonlyMap<number, number>,
  ) {
    const all = [...steps.values()].reduce((total, count) => total + count, 0);
    this.#mix = new MixWatch(ms, all);
  }

  /** @param row ascending by time */
  take(row: StoredRow): void {
    const { context, ms } = this;
    const previous = this.#previous;
    if (row.openTime === previous?.openTime) return;
    this.#shift ??= shiftOf(context, row, ms);
    checkStep(context, previous, row, ms, this.#mix);
    const openTime = row.openTime + this.#shift;
    if (openTime % barGrid(ms) !== 0) refuse(context, row, offGrid(row.openTime, ms));
    if (previous) this.#noteHourGap(previous, row);
    else this.#first = row.openTime;
    if (openTime + ms > context.now) this.#takeRunning(row, openTime);
    else {
      this.#closed++;
      if (checkPrices(context, previous, { ...row, openTime }, ms, row)) this.#clampedOpens++;
    }
    this.#previous = row;
  }

  facts(): Omit<SeriesFacts, 'repeatedRows'> {
    const { context, ms } = this;
    const last = this.#previous;
    const clampedOpens = this.#clampedOpens;
    const path = context.reports[0]?.path ?? '';
    if (!last)
      throw new CandleFileError(path, 'holds no candle: every row is without trades or still running');
    refuseLocalTime(context, this.#hourGaps, this.#first, last);
    refuseMidnights(context, ms, this.#first, last);
    if (clampedOpens > 0.1 * this.#closed) {
      const count = `${clampedOpens} of ${this.#closed}`;
      refuse(
        context,
        last,
        `${count} rows open outside of their low and high; are the columns named rightly?`,
      );
    }
    const shift = this.#shift ?? 0;
    const lastClosed = context.now - ms;
    return { ms, shift, isShifted: shift !== 0, clampedOpens, running: this.#running, lastClosed };
  }

  #noteHourGap(previous: StoredRow, row: StoredRow): void {
    const isOneHour = this.ms <= HOUR && row.openTime - previous.openTime === this.ms + HOUR;
    if (isOneHour && this.#hourGaps.length < 200) this.#hourGaps.push(previous.openTime + this.ms);
  }

  #takeRunning(row: StoredRow, openTime: EpochMs): void {
    this.#running++;
    if (openTime <= this.context.now) return;
    refuse(
      this.context,
      row,
      `opens at ${minuteText(openTime)}, which is still to come; are the times of another zone (--zone), or do they close the bar (--time-is close)?`,
    );
  }
}

/** Whether times close their bars, as somebody or the format says, or as their last second shows. */
function shiftOf(context: SeriesContext, row: StoredRow, ms: number): number {
  const { marks } = tableOf(context, row).plan.time;
  const grid = barGrid(ms);
  const beyond = modulo(row.openTime, grid);
  // 23:59:59.999 and 23:59:59 are the end of a bar whatever the column is called.
  const toGrid = beyond > 0 && grid - beyond <= 1_000 ? grid - beyond : 0;
  if (toGrid > 0) return toGrid - ms;
  return marks === 'close' ? -ms : 0;
}

function checkStep(
  context: SeriesContext,
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
      `the rows around ${minuteText(row.openTime)} step by ${spell(step)}, others by ${spell(ms)}; expected one interval throughout: keep one part`,
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

const modulo = (value: number, divisor: number) => ((value % divisor) + divisor) % divisor;
