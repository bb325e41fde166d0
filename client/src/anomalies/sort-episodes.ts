import type { DetectionRow } from '../detections/detection-row.ts';
import type { Episode } from './episodes.ts';
import type { ListOrder } from './list-view.ts';

/** How far a candle went from where it opened, up or down, as a share: 0.123 for 12.3 %. */
export function moveOf({ open, high, low }: Pick<DetectionRow, 'open' | 'high' | 'low'>): number {
  return Math.max(high / open - 1, 1 - low / open);
}

/** A fault of the feed has no rarity, and stands behind all that has one. */
const rarityOf = ({ returnPeriodHours }: DetectionRow): number => returnPeriodHours ?? 0;

const largest = (rows: readonly DetectionRow[], valueOf: (row: DetectionRow) => number): number =>
  rows.reduce((most, row) => Math.max(most, valueOf(row)), -Infinity);

/**
 * Puts episodes in an order; among equals the newest comes first.
 *
 * @param newestFirst as `episodes` gives them
 */
export function sortEpisodes(
  newestFirst: readonly Episode[],
  order: ListOrder,
  isJudged: (row: DetectionRow) => boolean,
): readonly Episode[] {
  if (order === 'newest') return newestFirst;
  const rankOf: Record<Exclude<ListOrder, 'newest'>, (episode: Episode) => number> = {
    rarest: ({ rows }) => largest(rows, rarityOf),
    largest: ({ rows }) => largest(rows, moveOf),
    unjudged: ({ rows }) => (rows.every(isJudged) ? 0 : 1),
  };
  const ranked = newestFirst.map((episode) => ({ episode, rank: rankOf[order](episode) }));
  // Sorting is stable, so equals stay newest first.
  return ranked.sort((one, other) => other.rank - one.rank).map(({ episode }) => episode);
}
