/** Between a mark and its tooltip, and between a tooltip and the edge of the plot, in pixels. */
const AWAY = 16;
const EDGE = 4;

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Where a tooltip stands, all of it inside the plot: above what it explains or below it, on the other side where there is
 * no room, and beside the middle near an edge. All in pixels from the top left corner of the plot.
 */
export function placeTooltip(
  { x, y, isBelow }: { readonly x: number; readonly y: number; readonly isBelow: boolean },
  { width, height }: Size,
  room: Size,
): { left: number; top: number } {
  const [above, below] = [y - AWAY - height, y + AWAY];
  const [fitsAbove, fitsBelow] = [above >= EDGE, below + height <= room.height - EDGE];
  const top = isBelow ? (fitsBelow || !fitsAbove ? below : above) : fitsAbove || !fitsBelow ? above : below;
  return {
    left: within(x - width / 2, room.width - width - EDGE),
    top: within(top, room.height - height - EDGE),
  };
}

const within = (value: number, most: number): number => Math.max(EDGE, Math.min(value, most));
