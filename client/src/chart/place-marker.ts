const CLEARANCE = 6;
/** The ring of a chosen one, half of its line included. */
export const RING = { radius: 5, width: 2 };
const RING_ROOM = RING.radius + RING.width / 2;

/**
 * The middle of a marker of half this height, above or below the end of its bar, whole with a ring. What is off the scale of prices, as a bad tick
 * is, is marked at `top`.
 *
 * @param end of the bar, in pixels from the top of the pane
 * @param top so far up nothing else stands, such as the labels of the chart
 * @param height of the pane
 */
export function placeMarker(
  { end, isBelow, size }: { readonly end: number; readonly isBelow: boolean; readonly size: number },
  { top, height }: { readonly top: number; readonly height: number },
): number {
  if (end < 0) return Math.max(top, size + RING_ROOM);
  const beside = end + (isBelow ? 1 : -1) * (size + CLEARANCE);
  const room = size + RING_ROOM;
  return Math.min(Math.max(beside, room), height - room);
}
