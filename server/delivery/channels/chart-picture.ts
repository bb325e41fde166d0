import { encode } from 'fast-png';
import type { MessageChart } from './message.ts';

/** Twice what it takes in a mail, for dense screens. */
const WIDTH = 1_120;
const HEIGHT = 320;
const MARGIN = 24;
const LINE_RADIUS = 2;
const DOT_RADIUS = 9;

type Colour = readonly [red: number, green: number, blue: number];
/** Both can be told from white and from what is nearly black, with a contrast above 3. */
const LINE: Colour = [61, 123, 240];
const ANOMALY: Colour = [224, 62, 78];

interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * The closes as a line and the anomalies as dots, in pixels, because mail programs show no SVG; on no ground of its own,
 * because some show mails on a dark one.
 *
 * @returns a PNG, or undefined for fewer than two closes
 */
export function drawChart({ closes, anomalies }: MessageChart): Buffer | undefined {
  if (closes.length < 2) return undefined;
  const points = layOut(closes);
  const line = new Coverage();
  points.forEach((point, index) => line.addSegment(points[index - 1] ?? point, point, LINE_RADIUS));
  const dots = new Coverage();
  for (const index of anomalies) {
    const point = points[index];
    if (point) dots.addSegment(point, point, DOT_RADIUS);
  }
  const data = new Uint8Array(WIDTH * HEIGHT * 4);
  for (let pixel = 0; pixel < WIDTH * HEIGHT; pixel++) {
    const [ofLine, ofDots] = [line.at(pixel), dots.at(pixel)];
    const share = Math.max(ofLine, ofDots);
    if (share > 0) data.set([...mix(LINE, ANOMALY, ofDots), Math.round(255 * share)], pixel * 4);
  }
  return Buffer.from(encode({ width: WIDTH, height: HEIGHT, data, channels: 4, depth: 8 }));
}

/** The lowest close at the bottom, the highest at the top; a flat line in the middle. */
function layOut(closes: readonly number[]): Point[] {
  const lowest = Math.min(...closes);
  const range = Math.max(...closes) - lowest;
  return closes.map((close, index) => ({
    x: MARGIN + (index / (closes.length - 1)) * (WIDTH - 2 * MARGIN),
    y: HEIGHT - MARGIN - (range > 0 ? (close - lowest) / range : 0.5) * (HEIGHT - 2 * MARGIN),
  }));
}

const mix = (under: Colour, over: Colour, share: number): Colour => [
  under[0] + (over[0] - under[0]) * share,
  under[1] + (over[1] - under[1]) * share,
  under[2] + (over[2] - under[2]) * share,
];

/** How much of each pixel a shape covers: soft edges without drawing larger first. */
class Coverage {
  readonly #shares = new Float32Array(WIDTH * HEIGHT);

  at(pixel: number): number {
    return this.#shares[pixel] ?? 0;
  }

  /** All that lies within `radius` of the line from one point to the other. */
  addSegment(from: Point, to: Point, radius: number): void {
    const reach = radius + 1;
    const left = Math.max(0, Math.floor(Math.min(from.x, to.x) - reach));
    const right = Math.min(WIDTH - 1, Math.ceil(Math.max(from.x, to.x) + reach));
    const top = Math.max(0, Math.floor(Math.min(from.y, to.y) - reach));
    const bottom = Math.min(HEIGHT - 1, Math.ceil(Math.max(from.y, to.y) + reach));
    for (let y = top; y <= bottom; y++)
      for (let x = left; x <= right; x++) {
        const share = Math.min(1, radius + 0.5 - distance({ x, y }, from, to));
        const pixel = y * WIDTH + x;
        if (share > this.at(pixel)) this.#shares[pixel] = share;
      }
  }
}

function distance(point: Point, from: Point, to: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = dx * dx + dy * dy;
  const along = length > 0 ? ((point.x - from.x) * dx + (point.y - from.y) * dy) / length : 0;
  const share = Math.min(1, Math.max(0, along));
  return Math.hypot(point.x - from.x - share * dx, point.y - from.y - share * dy);
}
