import { type Ref, onScopeDispose, ref } from 'vue';
import type { TimeRange } from '../address/time-range.ts';
import type { Detections } from '../detections/use-detections.ts';
import type { EpochMs } from '../format/units.ts';
import { gapWords } from './gap-words.ts';

/**
 * The chart's ways through time: to what a link or a choice asks for, and over the edges of what is known. Loads what
 * that needs, and says what is missing there.
 *
 * @param middleInSight the time in the middle of the chart; null while it follows the newest candle
 */
export function useJumps(
  { history, ranges, keepInSight }: Detections,
  stepMs: number,
  middleInSight: () => EpochMs | null,
) {
  /** The first page before the newest is fetched unasked and in silence. */
  const isAwaited = ref(false);
  /** What to say of a time without a candle, until somebody moves on. */
  const gap: Ref<string | null> = ref(null);
  let tryAgain: () => Promise<void> = loadEarlier;
  let newest = 0;

  /** Loads what a range of time needs to be shown, and goes there unless somebody has gone elsewhere meanwhile. */
  async function jump(range: TimeRange, arrive: () => void): Promise<void> {
    const one = ++newest;
    isAwaited.value = true;
    tryAgain = () => jump(range, arrive);
    gap.value = null;
    keepInSight(() => (range.from + range.to) / 2);
    const isThere = await history.showRange(range);
    if (one !== newest) return;
    if (isThere) {
      arrive();
      if (history.failure.value === null) gap.value = gapWords(ranges.shown, range, stepMs);
    }
    // Where the chart is it knows once it has drawn: in the next frame, or the one after that.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        if (one === newest) follow();
      }),
    );
  }

  const follow = () => keepInSight(middleInSight);

  function loadEarlier(): Promise<void> {
    isAwaited.value = true;
    tryAgain = loadEarlier;
    return history.loadEarlier();
  }

  function loadLater(): Promise<void> {
    isAwaited.value = true;
    tryAgain = loadLater;
    return history.loadLater();
  }

  /** Calls off a jump that is under way. */
  function leave(): void {
    newest++;
    history.callOff();
    gap.value = null;
    follow();
  }

  onScopeDispose(() => keepInSight(() => null));
  return { isAwaited, gap, jump, loadEarlier, loadLater, leave, follow, tryAgain: () => tryAgain() };
}
