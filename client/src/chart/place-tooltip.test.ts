import { describe, expect, it } from 'vitest';
import { placeTooltip } from './place-tooltip.ts';

const ROOM = { width: 800, height: 400 };
const SIZE = { width: 200, height: 100 };
const place = (x: number, y: number, isBelow = false, size = SIZE) =>
  placeTooltip({ x, y, isBelow }, size, ROOM);

describe('a tooltip', () => {
  it('stands above what it explains, or below it', () => {
    expect(place(400, 200)).toEqual({ left: 300, top: 84 });
    expect(place(400, 200, true)).toEqual({ left: 300, top: 216 });
  });

  it('goes to the other side where there is no room', () => {
    expect(place(400, 60).top).toBe(76);
    expect(place(400, 380, true).top).toBe(264);
  });

  it('is never cut off at an edge, and begins inside where it is too large', () => {
    expect(place(10, 200).left).toBe(4);
    expect(place(795, 200).left).toBe(596);
    expect(place(400, 20, false, { width: 900, height: 390 })).toEqual({ left: 4, top: 4 });
  });
});
