const CLEARANCE = 6;

/**
 * The middle of a marker of half this height, above or below the end of its bar. What is off the scale of prices, as a bad tick
 * is, is marked where the prices in sight begin: farther up it would lie behind the labels.
 *
 * @param end of the bar, in pixels from the top of the pane
 * @param top the upper end of the prices in sight
 * @param height of the pane
 */
export function placeMarker(
  { end, isBelow, size }: { readonly end: number; readonly isBelow: boolean; readonly size: number },
  { top, height }: { readonly top: number; readonly height: number },
): number {
  if (end < 0) return top;
  const beside = end + (isBelow ? 1 : -1) * (size + CLEARANCE);
  return Math.min(Math.max(beside, size), height - size);
}
