/**
 * The path of a spark line through some values, from the left edge to the right one of a box of this size; the
 * lowest value lies at the bottom, the highest at the top. Empty for fewer than two values.
 */
export function sparkPath(values: readonly number[], width: number, height: number): string {
  if (values.length < 2) return '';
  const lowest = Math.min(...values);
  const range = Math.max(...values) - lowest;
  const points = values.map((value, index) => {
    const x = (index / (values.length - 1)) * width;
    // Without any change the line runs through the middle.
    const y = range > 0 ? (1 - (value - lowest) / range) * height : height / 2;
    return `${round(x)} ${round(y)}`;
  });
  return `M${points.join('L')}`;
}

const round = (value: number): number => Math.round(value * 10) / 10;
