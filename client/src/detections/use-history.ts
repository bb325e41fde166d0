import { ref } from 'vue';
import type { TimeRange } from '../address/time-range.ts';
import { reasonOf } from '../connection/connection-state.ts';
import type { EpochMs } from '../format/units.ts';
import type { DetectionLog } from './detection-log.ts';
import type { DetectionRanges } from './detection-ranges.ts';
import type { PageRequest } from './detection-pages.ts';
import type { DetectionRow } from './detection-row.ts';

const PAGE = 1_000;
/** Candles loaded on both sides of what a link or a jump shows: room to pan before more is needed. */
const BESIDE = 500;
/** So many of them are enough to show it without loading anything. */
const BESIDE_AT_LEAST = 200;
/** What is no further from what is known than this is reached page by page, so that all of it hangs together. */
const NEAR = 2 * PAGE;
/** More bars than the widest screen shows. */
const MOST_IN_SIGHT = 7_000;

type ReadPage = (request: PageRequest) => Promise<DetectionRow[]>;

/**
 * Loads the past of a series: the pages next to what is shown, and the surroundings of a time somewhere else.
 *
 * @param stepMs length of a candle
 */
export function useHistory(ranges: DetectionRanges<DetectionRow>, readPage: ReadPage, stepMs: number) {
  const isLoading = ref(false);
  const failure = ref<string | null>(null);
  let underWay: Promise<void> | undefined;
  let jumps = 0;

  /** One request at a time; whoever asks meanwhile waits for it. */
  function once(work: () => Promise<void>): Promise<void> {
    underWay ??= attempt(work).finally(() => (underWay = undefined));
    return underWay;
  }

  /** After whatever is under way; from its return to the next call of `once` nobody else can begin. */
  async function untilFree(): Promise<void> {
    while (underWay) await underWay;
  }

  async function attempt(work: () => Promise<void>): Promise<void> {
    isLoading.value = true;
    failure.value = null;
    try {
      await work();
    } catch (error) {
      failure.value = reasonOf(error);
    } finally {
      isLoading.value = false;
    }
  }

  /** Loads the page before the oldest candle of what is shown. */
  const loadEarlier = (): Promise<void> => loadBefore(ranges.shown);

  function loadBefore(log: DetectionLog<DetectionRow>): Promise<void> {
    const before = log.oldest?.openTime;
    if (before === undefined || log.isComplete) return Promise.resolve();
    return once(async () => {
      const page = await readPage({ limit: PAGE, before });
      ranges.addEarlier(log, page, before, page.length < PAGE);
    });
  }

  /** Loads the page after the newest candle of what is shown, where that is a range of the past. */
  function loadLater(): Promise<void> {
    const log = ranges.shown;
    const after = log.newest?.openTime;
    if (after === undefined || log === ranges.head) return Promise.resolve();
    return once(async () => {
      const page = await readPage({ limit: PAGE, from: after + 1 });
      ranges.addLater(log, page, after);
    });
  }

  /**
   * Loads what a range of time needs to be shown, and looks there. What lies between it and the newest candles is not
   * loaded unless it is little.
   *
   * @returns whether to go there; not where nothing of it could be had, or somebody asked for another range meanwhile
   */
  async function showRange(wanted: TimeRange): Promise<boolean> {
    const jump = ++jumps;
    // What is still to come takes no place.
    const to = Math.min(wanted.to, Math.max(wanted.from, ranges.head.newest?.openTime ?? Infinity) + stepMs);
    const range = { from: Math.max(wanted.from, to - MOST_IN_SIGHT * stepMs), to };
    await untilFree();
    if (jump !== jumps) return false;
    if (isKnown(range)) return true;
    if (isNear(range.from)) return showNear(range.from, () => jump === jumps);
    await once(async () => {
      const { rows, isFromTheFirst } = await readAround(range);
      if (jump === jumps) ranges.openPast(rows, isFromTheFirst);
    });
    return jump === jumps && failure.value === null;
  }

  function isKnown({ from, to }: TimeRange): boolean {
    const { shown, head } = ranges;
    const isAfterStart =
      shown.isComplete || (shown.oldest?.openTime ?? Infinity) <= from - BESIDE_AT_LEAST * stepMs;
    return isAfterStart && (shown === head || (shown.newest?.openTime ?? -Infinity) >= to);
  }

  const isNear = (from: EpochMs): boolean =>
    ranges.head.isComplete || (ranges.head.oldest?.openTime ?? Infinity) - from <= (NEAR - BESIDE) * stepMs;

  async function showNear(from: EpochMs, isWanted: () => boolean): Promise<boolean> {
    const { head } = ranges;
    while (!head.isComplete && (head.oldest?.openTime ?? -Infinity) > from - BESIDE * stepMs) {
      const before = head.oldest?.openTime;
      await loadBefore(head);
      await untilFree();
      if (!isWanted() || failure.value !== null || head.oldest?.openTime === before) break;
    }
    if (isWanted()) ranges.showHead();
    return isWanted();
  }

  /** The candles of a range and some on both sides, by number and not by time: in a gap there are none for long. */
  async function readAround({ from, to }: TimeRange) {
    const [before, rows] = await Promise.all([readPage({ limit: BESIDE, before: from }), readFrom(from, to)]);
    return { rows: [...before, ...rows], isFromTheFirst: before.length < BESIDE };
  }

  async function readFrom(from: EpochMs, to: EpochMs): Promise<DetectionRow[]> {
    const rows: DetectionRow[] = [];
    for (let next = from; ; next = (rows.at(-1)?.openTime ?? next) + 1) {
      const limit = Math.min(PAGE, Math.ceil(Math.max(0, to - next) / stepMs) + BESIDE);
      const page = await readPage({ limit, from: next });
      rows.push(...page);
      if (page.length < limit || (rows.at(-1)?.openTime ?? Infinity) >= to) return rows;
    }
  }

  /** Calls off what was asked for with `showRange`. */
  const callOff = () => void jumps++;

  return { isLoading, failure, loadEarlier, loadLater, showRange, callOff };
}
