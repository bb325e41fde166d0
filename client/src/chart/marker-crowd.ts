import type { DetectionRow } from '../detections/detection-row.ts';

interface Marker {
  readonly row: Pick<DetectionRow, 'openTime' | 'returnPeriodHours'>;
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

/** Half the width of one that has to make room. */
const SMALL = 2.5;
/** Room between two of them. */
const GAP = 1;
/** Nothing is larger than this, so nothing farther away is in the way. */
const FARTHEST = 9;

const rarityOf = ({ row }: Marker): number => row.returnPeriodHours ?? 0;

/**
 * Twenty markers in a day would be one heap: in a crowd those that touch a rarer one become small, and the rarest come
 * last, on top. The chosen one stays as it is.
 *
 * @param markers ascending by x
 */
export function arrangeCrowd<Kind extends Marker>(markers: readonly Kind[], chosen: number | null): Kind[] {
  const arranged = markers.map((marker, place) =>
    marker.row.openTime !== chosen && isCrowdedOut(markers, place) ? { ...marker, size: SMALL } : marker,
  );
  return arranged.sort((one, other) => one.size - other.size || rarityOf(one) - rarityOf(other));
}

/** Whether it touches one that is rarer, or as rare and earlier. */
function isCrowdedOut(markers: readonly Marker[], place: number): boolean {
  const marker = markers[place];
  if (!marker) return false;
  const touches = (other: Marker) => {
    const near = other.size + SMALL + GAP;
    return Math.abs(other.x - marker.x) < near && Math.abs(other.y - marker.y) < near + marker.size;
  };
  for (const step of [-1, 1]) {
    for (let at = place + step; ; at += step) {
      const other = markers[at];
      if (!other || Math.abs(other.x - marker.x) > FARTHEST + SMALL + GAP) break;
      const isRarer =
        rarityOf(other) > rarityOf(marker) || (rarityOf(other) === rarityOf(marker) && step === -1);
      if (isRarer && touches(other)) return true;
    }
  }
  return false;
}
