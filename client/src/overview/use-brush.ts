import { type Ref, ref } from 'vue';
import type { TimeRange } from '../address/time-range.ts';
import { within } from './presets.ts';

type Grip = 'from' | 'to' | 'middle' | 'new';

interface Drag {
  readonly grip: Grip;
  /** Time under the pointer when it went down, and the range that it had then. */
  readonly at: number;
  readonly range: TimeRange;
  hasMoved: boolean;
}

/** So close to an edge of the brush, in pixels, it is the edge that is meant. */
const REACH = 9;
/** So far a pointer goes before a click is a drag. */
const STILL = 4;
/** Nothing shorter can be brushed. */
const SHORTEST_PX = 3;

/**
 * The pointer on a strip of time: draws a range anew, moves it, or moves an edge of it; a click moves the range there.
 *
 * @param onRange told of the range when the pointer is let go
 */
export function useBrush(
  strip: Readonly<Ref<HTMLElement | null>>,
  all: () => TimeRange | null,
  shown: () => TimeRange | null,
  onRange: (range: TimeRange) => void,
) {
  /** While it is being dragged. */
  const dragged = ref<TimeRange | null>(null);
  let drag: Drag | null = null;

  /** Width in pixels, and milliseconds in one of them. */
  function scale(): { left: number; width: number; perPixel: number } | null {
    const box = strip.value?.getBoundingClientRect();
    const range = all();
    return box && range && box.width > 0
      ? { left: box.left, width: box.width, perPixel: (range.to - range.from) / box.width }
      : null;
  }

  function timeAt(clientX: number): number {
    const range = all();
    const measured = scale();
    if (!range || !measured) return 0;
    const x = Math.min(measured.width, Math.max(0, clientX - measured.left));
    return range.from + x * measured.perPixel;
  }

  function gripAt(time: number): Grip {
    const reach = REACH * (scale()?.perPixel ?? 0);
    const range = shown();
    if (!range) return 'new';
    const isNarrow = range.to - range.from < 3 * reach;
    if (!isNarrow && Math.abs(time - range.from) <= reach) return 'from';
    if (!isNarrow && Math.abs(time - range.to) <= reach) return 'to';
    const slack = isNarrow ? reach : 0;
    return time >= range.from - slack && time <= range.to + slack ? 'middle' : 'new';
  }

  function onPointerDown(event: PointerEvent): void {
    if (event.button !== 0 || !all()) return;
    const at = timeAt(event.clientX);
    const range = shown() ?? { from: at, to: at };
    drag = { grip: gripAt(at), at, range, hasMoved: false };
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
  }

  function onPointerMove({ clientX }: PointerEvent): void {
    const whole = all();
    const measured = scale();
    if (!drag || !whole || !measured) return;
    const time = timeAt(clientX);
    const still = STILL * measured.perPixel;
    drag.hasMoved ||= Math.abs(time - drag.at) > still;
    if (drag.hasMoved) dragged.value = rangeOf(drag, time, whole, SHORTEST_PX * measured.perPixel);
  }

  function onPointerUp({ clientX }: PointerEvent): void {
    const whole = all();
    const ended = drag;
    drag = null;
    const range = dragged.value;
    dragged.value = null;
    if (!ended || !whole) return;
    if (range) onRange(range);
    else onRange(centred(ended.range, timeAt(clientX), whole));
  }

  function onPointerCancel(): void {
    drag = null;
    dragged.value = null;
  }

  return { dragged, onPointerDown, onPointerMove, onPointerUp, onPointerCancel };
}

function rangeOf({ grip, at, range }: Drag, time: number, all: TimeRange, shortest: number): TimeRange {
  if (grip === 'middle') return within({ from: range.from + time - at, to: range.to + time - at }, all);
  const other = grip === 'from' ? range.to : grip === 'to' ? range.from : at;
  const [from, to] = [Math.min(other, time), Math.max(other, time)];
  return { from, to: Math.max(to, from + shortest) };
}

/** The same length around a time; where there was no length, a hundredth of everything. */
function centred({ from, to }: TimeRange, time: number, all: TimeRange): TimeRange {
  const half = (to > from ? to - from : (all.to - all.from) / 100) / 2;
  return within({ from: time - half, to: time + half }, all);
}
