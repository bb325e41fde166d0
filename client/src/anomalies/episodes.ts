import type { AnomalyKind, DetectionRow } from '../detections/detection-row.ts';

/** Anomalous hours of one upheaval. */
export interface Episode {
  /** openTime of its first anomaly; names it for as long as no earlier one joins. */
  readonly start: number;
  /** openTime of its last anomaly. */
  readonly end: number;
  /** Newest first. */
  readonly rows: readonly DetectionRow[];
  readonly rarest: DetectionRow;
  /** Each kind once, in the order of its first appearance. */
  readonly kinds: readonly AnomalyKind[];
}

/** The openTime where it lies within an episode; null where it does not. */
export const heldBy = ({ start, end }: Episode, openTime: number | null): number | null =>
  openTime !== null && openTime >= start && openTime <= end ? openTime : null;

/**
 * Whether all anomalies of an episode have a line, and not only the rarest. One that is chosen, in the chart for instance, is
 * never out of sight in its episode.
 *
 * @param opened starts of those that somebody has opened
 */
export function isOpen(episode: Episode, opened: ReadonlySet<number>, selected: number | null): boolean {
  const chosen = heldBy(episode, selected);
  return opened.has(episode.start) || (chosen !== null && chosen !== episode.rarest.openTime);
}

/** Two anomalies this many candles apart, or closer, belong to the same upheaval. */
export const EPISODE_CANDLES = 12;

/** Groups anomalies, ascending by time, into episodes, the newest first. */
export function episodes(anomalies: readonly DetectionRow[], stepMs: number): Episode[] {
  const groups: DetectionRow[][] = [];
  for (const row of anomalies) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    if (group && last && row.openTime - last.openTime <= EPISODE_CANDLES * stepMs) group.push(row);
    else groups.push([row]);
  }
  return groups.map(asEpisode).reverse();
}

function asEpisode(rows: readonly DetectionRow[]): Episode {
  const rarest = rows.reduce((a, b) => ((b.returnPeriodHours ?? 0) > (a.returnPeriodHours ?? 0) ? b : a));
  return {
    start: rows[0]?.openTime ?? 0,
    end: rows.at(-1)?.openTime ?? 0,
    rows: [...rows].reverse(),
    rarest,
    kinds: [...new Set(rows.flatMap(({ kinds }) => kinds))],
  };
}

/** Each anomaly, ascending by time, as an episode of its own, the newest first. */
export const singly = (anomalies: readonly DetectionRow[]): Episode[] =>
  anomalies.map((row) => asEpisode([row])).reverse();

/** Takes an episode that is as it was from before, so that the page does not draw it again. */
export function keepUnchanged(before: readonly Episode[], now: readonly Episode[]): Episode[] {
  const known = new Map(before.map((episode) => [episode.start, episode]));
  return now.map((episode) => {
    const same = known.get(episode.start);
    const isSame =
      same?.rows.length === episode.rows.length &&
      same.rows.every((row, index) => row === episode.rows[index]);
    return same && isSame ? same : episode;
  });
}

/** A long list as short ones of one length. */
export const inParts = <Item>(items: readonly Item[], length: number): Item[][] =>
  Array.from({ length: Math.ceil(items.length / length) }, (_, part) =>
    items.slice(part * length, (part + 1) * length),
  );
