import type { EpochMs } from '@detective/data';
import { escapeText, linePath, px, scaleLinear, svg, ticks, xAxis, yAxis } from './svg.ts';
import type { Frame } from './svg.ts';

export interface Line {
  name: string;
  /** A CSS class that gives the colour. */
  style: string;
  values: readonly number[];
}

export interface LineChartOptions {
  title: string;
  times: readonly EpochMs[];
  lines: readonly Line[];
  /** A horizontal line, such as a budget. */
  level?: { value: number; name: string };
  /** Ticks at the bottom, such as alerts. */
  marks?: readonly EpochMs[];
}

const FRAME: Frame = { width: 960, height: 280, left: 56, right: 12, top: 10, bottom: 26 };

/** Lines over time with a legend, as HTML. */
export function lineChart({ title, times, lines, level, marks = [] }: LineChartOptions): string {
  const frame = FRAME;
  const highest = Math.max(
    ...lines.flatMap(({ values }) => values.filter((value) => !Number.isNaN(value))),
    level?.value ?? 0,
  );
  const domain = [times[0] ?? 0, times.at(-1) ?? 1] as const;
  const x = scaleLinear(domain, [frame.left, frame.width - frame.right]);
  const y = scaleLinear([0, highest * 1.05 || 1], [frame.height - frame.bottom, frame.top]);
  const paths = lines.map(
    ({ values, style }) =>
      `<path class="line ${style}" d="${linePath(times.map((time, i) => [x(time), y(values[i] ?? Number.NaN)] as const))}"/>`,
  );
  const body = [
    yAxis(frame, y, ticks([0, highest * 1.05 || 1], 5), (value) => String(Number(value.toPrecision(6)))),
    xAxis(frame, x, monthStarts(domain), (time) => new Date(time).toISOString().slice(0, 7)),
    ...(level ? [levelLine(frame, y(level.value))] : []),
    ...paths,
    ...marks.map((time) => markLine(x(time), frame.height - frame.bottom)),
  ].join('');
  const names = [...lines, ...(level ? [{ name: level.name, style: 'level' }] : [])];
  return `${legend(names)}<div class="wide">${svg(frame, title, body)}</div>`;
}

export const legend = (names: readonly { name: string; style: string }[]): string =>
  `<p class="legend">${names.map(({ name, style }) => `<span><i class="${style}"></i>${escapeText(name)}</span>`).join('')}</p>`;

const levelLine = (frame: Frame, y: number) =>
  `<line class="line level" x1="${frame.left}" x2="${frame.width - frame.right}" y1="${px(y)}" y2="${px(y)}"/>`;

const markLine = (x: number, bottom: number) =>
  `<line class="mark" x1="${px(x)}" x2="${px(x)}" y1="${bottom - 9}" y2="${bottom}"/>`;

/** The first of every month, or of every n-th where that would crowd the axis. */
function monthStarts([from, to]: readonly [number, number]): number[] {
  const starts: number[] = [];
  const first = new Date(from);
  for (let month = 1; ; month += 1) {
    const start = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + month, 1);
    if (start > to) break;
    starts.push(start);
  }
  const every = Math.max(1, Math.ceil(starts.length / 12));
  return starts.filter((_, index) => index % every === 0);
}
