import { KINDS } from '../kinds/anomaly-kinds.ts';
import type { DetectionRow } from '../detections/detection-row.ts';
import { rarity } from '../format/rarity.ts';
import { momentOf } from '../format/times.ts';
import type { Note } from './use-notifications.ts';

/** One note for one anomaly or for many that came together, ascending by time; many lead to the rarest of them. */
export function alertNote(series: string, arrived: readonly DetectionRow[]): Note | null {
  const [first] = arrived;
  if (!first) return null;
  const rarest = arrived.reduce((a, b) => (rareness(b) > rareness(a) ? b : a));
  const { openTime, reason } = rarest;
  if (arrived.length === 1) {
    return { title: `${series}: ${named(rarest)}`, body: reason ?? '', openTime };
  }
  const last = arrived.at(-1) ?? first;
  return {
    title: `${series}: ${arrived.length} anomalies`,
    body: `${momentOf(first.openTime)} to ${momentOf(last.openTime)} UTC. The rarest: ${named(rarest)}. ${reason ?? ''}`,
    openTime,
  };
}

function named({ kinds, returnPeriodHours }: DetectionRow): string {
  const names = kinds.map((kind) => KINDS[kind].name).join(', ');
  return returnPeriodHours === null ? names : `${names}, ${rarity(returnPeriodHours)}`;
}

/** A fault of the feed has no return period; beside it, what the market did is what people want to know. */
const rareness = ({ returnPeriodHours }: DetectionRow): number => returnPeriodHours ?? 0;
