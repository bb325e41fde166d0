import type { CalibrationPoint } from '../calibration-curve.ts';
import { legend } from './line-chart.ts';
import { escapeText, linePath, px, scaleLinear, svg, xAxis, yAxis } from './svg.ts';
import type { Frame } from './svg.ts';

const FRAME: Frame = { width: 460, height: 380, left: 76, right: 16, top: 12, bottom: 44 };

/** Claimed against observed return periods, both on logarithmic axes, with the sampling error of each count. */
export function calibrationChart(points: readonly CalibrationPoint[]): string {
  const frame = FRAME;
  const shown = points.flatMap((point) =>
    point.observedHours === null ? [] : [{ ...point, observed: point.observedHours }],
  );
  const all = points.flatMap(({ claimedHours, observedHours }) => [
    claimedHours,
    observedHours ?? claimedHours,
  ]);
  const domain = [Math.log(Math.min(...all) / 1.5), Math.log(Math.max(...all) * 1.5)] as const;
  const scaleX = scaleLinear(domain, [frame.left, frame.width - frame.right]);
  const scaleY = scaleLinear(domain, [frame.height - frame.bottom, frame.top]);
  const x = (hours: number) => scaleX(Math.log(hours));
  const y = (hours: number) => scaleY(Math.log(hours));
  const labels = [4, 24, 168, 672, 2688].filter(
    (hours) => Math.log(hours) >= domain[0] && Math.log(hours) <= domain[1],
  );
  const [start, end] = [Math.exp(domain[0]), Math.exp(domain[1])];
  const body = [
    yAxis(frame, y, labels, period),
    xAxis(frame, x, labels, period),
    `<path class="line level" d="M${px(x(start))} ${px(y(start))}L${px(x(end))} ${px(y(end))}"/>`,
    ...shown.map(({ claimedHours, observed, count }) => errorBar(x(claimedHours), y, observed, count)),
    `<path class="line own" d="${linePath(shown.map((point) => [x(point.claimedHours), y(point.observed)] as const))}"/>`,
    ...shown.map((point) => dot(x(point.claimedHours), y(point.observed), describe(point))),
    `<text x="${(frame.left + frame.width - frame.right) / 2}" y="${frame.height - 6}" text-anchor="middle">claimed: once in …</text>`,
  ].join('');
  const names = [
    { name: 'observed, with two standard errors', style: 'own' },
    { name: 'exactly as claimed', style: 'level' },
  ];
  return `${legend(names)}${svg(frame, 'Claimed and observed return periods', body)}`;
}

/** A count of n alerts has a standard error of about √n. */
function errorBar(x: number, y: (hours: number) => number, observed: number, count: number): string {
  const error = 2 / Math.sqrt(count);
  const [low, high] = [observed / (1 + error), observed / Math.max(1 - error, 0.2)];
  return `<line class="bar" x1="${px(x)}" x2="${px(x)}" y1="${px(y(low))}" y2="${px(y(high))}"/>`;
}

const dot = (x: number, y: number, title: string) =>
  `<circle class="dot" cx="${px(x)}" cy="${px(y)}" r="3.5"><title>${escapeText(title)}</title></circle>`;

const describe = ({ claimedHours, count, expected }: CalibrationPoint) =>
  `once in ${claimedHours} h: ${expected.toFixed(0)} expected, ${count} came`;

const period = (hours: number) => {
  if (hours < 24) return `${hours} h`;
  if (hours < 168) return `${hours / 24} d`;
  return `${hours / 168} w`;
};
