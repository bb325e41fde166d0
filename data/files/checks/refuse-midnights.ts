import type { EpochMs } from '../../ohlcv.ts';
import { hasBareClock, refuse, tableOf, type SeriesContext } from './series-context.ts';
import type { StoredRow } from './sorted-rows.ts';

const DAY = 86_400_000;

/**
 * Whole days that begin a bar after midnight and end at midnight have the ends of their bars, as MultiCharts writes them
 * under `Date,Time,…`, or the clock of a place. Asked only where date and time stand apart and nobody says either.
 */
export function refuseMidnights(context: SeriesContext, ms: number, first: EpochMs, last: StoredRow) {
  const { plan } = tableOf(context, last);
  if (plan.time.marks !== 'unsaid' || context.options.timeIs !== undefined) return;
  if (plan.columns.timeOfDay === undefined || !hasBareClock(context, last)) return;
  const isWhole = first % DAY === ms && last.openTime % DAY === 0 && last.openTime - first > DAY;
  if (!isWhole || ms >= DAY) return;
  refuse(
    context,
    last,
    'the rows begin one bar after midnight and end at midnight: are these the ends of bars, or a clock ahead of UTC? --time-is close (or open), or --zone settles it',
  );
}
