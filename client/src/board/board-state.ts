import { clockOf, dayOf } from '../format/times.ts';
import type { EpochMs } from '../format/units.ts';
import { intervalMs } from '../series/series-key.ts';
import type { Watch } from '../watches/watch-documents.ts';
import type { BoardRow } from './board-row.ts';

export interface BoardState {
  readonly tone: 'good' | 'busy' | 'bad' | 'past';
  readonly text: string;
}

const WATCHED: Readonly<Record<Watch['state'], BoardState>> = {
  STARTING: { tone: 'busy', text: 'Starting' },
  BACKFILLING: { tone: 'busy', text: 'Fetching history' },
  LIVE: { tone: 'good', text: 'Live' },
  STALE: { tone: 'bad', text: 'No new candle' },
  FAILING: { tone: 'bad', text: 'Exchange fails' },
  STOPPED: { tone: 'bad', text: 'Stopped' },
};

/** A candle may be this many intervals old and its series still count as up to date. */
const UP_TO_DATE_INTERVALS = 2.5;

/** How a series is doing, in two or three words. */
export function boardState(
  { key, lastOpenTime, overdueSince, warmUpRemaining }: BoardRow,
  watch: Pick<Watch, 'state'> | undefined,
  now: EpochMs,
): BoardState {
  if (watch && watch.state !== 'LIVE') return WATCHED[watch.state];
  if (overdueSince !== null) return { tone: 'bad', text: `Overdue since ${clockOf(overdueSince)}` };
  if (warmUpRemaining > 0) return { tone: 'busy', text: `Warming up, ${warmUpRemaining} to go` };
  const isNew = now - lastOpenTime <= UP_TO_DATE_INTERVALS * intervalMs(key.interval);
  if (watch || isNew) return WATCHED.LIVE;
  return { tone: 'past', text: `Until ${dayOf(lastOpenTime)}` };
}
