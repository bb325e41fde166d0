/** Text that is safe inside HTML and SVG. */
export const escapeText = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** A linear map from a domain to pixels; a domain of no width maps to its middle. */
export function scaleLinear([from, to]: readonly [number, number], [start, end]: readonly [number, number]) {
  const width = to - from;
  return (value: number): number =>
    width === 0 ? (start + end) / 2 : start + ((value - from) / width) * (end - start);
}

/** About `count` round values within a domain. */
export function ticks([from, to]: readonly [number, number], count: number): number[] {
  const rough = (to - from) / count;
  if (!(rough > 0)) return [from];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(from / step);
  return Array.from({ length: Math.floor(to / step) - first + 1 }, (_, i) => (first + i) * step);
}

/** Coordinates to a tenth of a pixel: more is only weight. */
export const px = (value: number): string => String(Math.round(value * 10) / 10);

/** A path through points, broken where one is not a number. */
export function linePath(points: Iterable<readonly [number, number]>): string {
  let isDown = false;
  let path = '';
  for (const [x, y] of points) {
    if (Number.isNaN(y)) isDown = false;
    else {
      path += `${isDown ? 'L' : 'M'}${px(x)} ${px(y)}`;
      isDown = true;
    }
  }
  return path;
}

export interface Frame {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Grid lines with labels on the left. */
export function yAxis(
  frame: Frame,
  y: (value: number) => number,
  values: readonly number[],
  label: (v: number) => string,
) {
  return values
    .map((value) => {
      const at = px(y(value));
      const text = `<text x="${frame.left - 6}" y="${at}" dy="0.32em" text-anchor="end">${escapeText(label(value))}</text>`;
      return `<line class="grid" x1="${frame.left}" x2="${frame.width - frame.right}" y1="${at}" y2="${at}"/>${text}`;
    })
    .join('');
}

/** Labels below, with short marks. */
export function xAxis(
  frame: Frame,
  x: (value: number) => number,
  values: readonly number[],
  label: (v: number) => string,
) {
  const bottom = frame.height - frame.bottom;
  return values
    .map((value) => {
      const at = px(x(value));
      const mark = `<line class="grid" x1="${at}" x2="${at}" y1="${bottom}" y2="${bottom + 4}"/>`;
      return `${mark}<text x="${at}" y="${bottom + 16}" text-anchor="middle">${escapeText(label(value))}</text>`;
    })
    .join('');
}

/** An SVG image with a title that screen readers read. */
export const svg = ({ width, height }: Frame, title: string, body: string): string =>
  `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeText(title)}">${body}</svg>`;
