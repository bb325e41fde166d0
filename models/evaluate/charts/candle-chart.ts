import type { Judged } from '../judge.ts';
import { escapeText, linePath, px, scaleLinear, svg, ticks, xAxis, yAxis } from './svg.ts';
import type { Frame } from './svg.ts';

const FRAME: Frame = { width: 470, height: 230, left: 58, right: 8, top: 8, bottom: 24 };

/** Candles with the forecast high, the band between the limits, and a mark at every alert; nothing where none are. */
export function candleChart(range: readonly Judged[], title: string): string {
  if (range.length === 0) return '';
  const frame = FRAME;
  const times = range.map(({ candle }) => candle.openTime);
  const prices = range.flatMap(({ candle }) => [candle.high, candle.low]);
  // The limits may lie far outside; the candles decide what is shown, with a margin in which limits appear.
  const [lowest, highest] = [Math.min(...prices), Math.max(...prices)];
  const margin = (highest - lowest) * 0.15;
  const domain = [lowest - margin, highest + margin] as const;
  const x = scaleLinear([times[0] ?? 0, times.at(-1) ?? 1], [frame.left + 6, frame.width - frame.right - 6]);
  const y = scaleLinear(domain, [frame.height - frame.bottom, frame.top]);
  const clamped = (price: number | null) =>
    price === null ? Number.NaN : y(Math.min(Math.max(price, domain[0]), domain[1]));
  const through = (price: (one: Judged) => number | null) =>
    linePath(range.map((one) => [x(one.candle.openTime), clamped(price(one))] as const));
  const width = Math.max(((frame.width - frame.left) / range.length) * 0.6, 1.5);
  const body = [
    yAxis(frame, y, ticks(domain, 4), (price) => String(Number(price.toPrecision(5)))),
    xAxis(
      frame,
      x,
      times.filter((_, index) => index % 12 === 6),
      clock,
    ),
    ...range.map(({ candle }) => candleShape(x(candle.openTime), y, candle, width)),
    `<path class="line limit" d="${through(({ judgement }) => judgement.upperLimit)}"/>`,
    `<path class="line limit" d="${through(({ judgement }) => judgement.lowerLimit)}"/>`,
    `<path class="line own" d="${through(({ judgement }) => judgement.forecastHigh)}"/>`,
    ...range.map((one) =>
      one.judgement.isAnomaly ? alertMark(x(one.candle.openTime), y(one.candle.high), one) : '',
    ),
  ].join('');
  return svg(frame, title, body);
}

const clock = (time: number) => new Date(time).toISOString().slice(5, 16).replace('T', ' ');

function candleShape(
  x: number,
  y: (price: number) => number,
  candle: Judged['candle'],
  width: number,
): string {
  const { open, high, low, close } = candle;
  const top = y(Math.max(open, close));
  const height = Math.max(y(Math.min(open, close)) - top, 0.8);
  const wick = `<line x1="${px(x)}" x2="${px(x)}" y1="${px(y(high))}" y2="${px(y(low))}"/>`;
  const body = `<rect x="${px(x - width / 2)}" y="${px(top)}" width="${px(width)}" height="${px(height)}"/>`;
  return `<g class="${close >= open ? 'up' : 'down'}">${wick}${body}</g>`;
}

function alertMark(x: number, y: number, { candle, judgement }: Judged): string {
  const title = `${clock(candle.openTime)} UTC: ${judgement.reason ?? 'anomaly'}`;
  return `<path class="alert" d="M${px(x)} ${px(y - 3)}l-5 -8h10z"><title>${escapeText(title)}</title></path>`;
}
