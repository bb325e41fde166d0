import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { drawChart } from './chart-picture.ts';

/** The middle of all pixels that are nearly this colour, and how many there are. */
function findColour(png: Buffer, [red, green, blue]: readonly [number, number, number]) {
  const { width, height, data, channels } = decode(png);
  const found = { x: 0, y: 0, count: 0 };
  for (let pixel = 0; pixel < width * height; pixel++) {
    const at = (channel: number) => data[pixel * channels + channel] ?? 0;
    if (at(3) < 128) continue;
    if (Math.abs(at(0) - red) + Math.abs(at(1) - green) + Math.abs(at(2) - blue) > 30) continue;
    found.x += pixel % width;
    found.y += Math.floor(pixel / width);
    found.count += 1;
  }
  return { x: found.x / found.count, y: found.y / found.count, count: found.count };
}

const RED = [224, 62, 78] as const;
const BLUE = [61, 123, 240] as const;

describe('the chart of a mail', () => {
  it('shows an anomaly where it was', () => {
    const png = drawChart({ closes: [10, 10, 10, 2, 10], anomalies: [3] });
    if (!png) throw new Error('no picture');
    const dot = findColour(png, RED);
    expect(dot.x).toBeCloseTo(24 + (3 / 4) * (1_120 - 48), 0);
    expect(dot.y).toBeCloseTo(320 - 24, 0);
    expect(dot.count).toBeGreaterThan(200);
    expect(png.length).toBeLessThan(40_000);
  });

  it('has no dot without an anomaly, and a flat line in the middle', () => {
    const png = drawChart({ closes: [5, 5, 5], anomalies: [] });
    if (!png) throw new Error('no picture');
    expect(findColour(png, RED).count).toBe(0);
    expect(findColour(png, BLUE).y).toBeCloseTo(160, 0);
  });

  it('needs two closes', () => {
    expect(drawChart({ closes: [], anomalies: [] })).toBeUndefined();
    expect(drawChart({ closes: [1], anomalies: [0] })).toBeUndefined();
  });
});
