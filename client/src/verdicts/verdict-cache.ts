import { shallowReactive, shallowRef } from 'vue';
import type { DetectionRow, Verdict } from '../detections/detection-row.ts';

/** The verdicts on a series, as the server has listed them. */
export interface ListedVerdicts {
  readonly byOpenTime: ReadonlyMap<number, Verdict>;
  /** A candle from this time on that is not in the list has no verdict. */
  readonly completeFrom: number;
}

/**
 * The verdicts on the candles of a series. One that is on its way from here counts at once; when it fails, what the
 * server has last said is back. A list that the server read before it took a verdict from here does not know it yet, so
 * that verdict stays in sight until a list comes that was asked for afterwards.
 */
export class VerdictCache {
  readonly #listed = shallowRef<ListedVerdicts>();
  readonly #stored = shallowReactive(new Map<number, { verdict: Verdict | null; number: number }>());
  readonly #underWay = shallowReactive(new Map<number, { verdict: Verdict | null; number: number }>());
  #count = 0;

  /** The verdict to show for a candle; null where there is none. */
  of({ openTime, verdict }: Pick<DetectionRow, 'openTime' | 'verdict'>): Verdict | null {
    const own = this.#underWay.get(openTime) ?? this.#stored.get(openTime);
    if (own) return own.verdict;
    const listed = this.#listed.value;
    return listed && openTime >= listed.completeFrom ? (listed.byOpenTime.get(openTime) ?? null) : verdict;
  }

  isUnderWay(openTime: number): boolean {
    return this.#underWay.has(openTime);
  }

  /** Whether the server lists just this verdict on a candle, and nothing newer is known here. */
  isListed(openTime: number, verdict: Verdict | null): boolean {
    const listed = this.#listed.value;
    if (!listed || openTime < listed.completeFrom) return false;
    if (this.#underWay.has(openTime) || this.#stored.has(openTime)) return false;
    const there = listed.byOpenTime.get(openTime);
    return there?.kind === verdict?.kind && there?.note === verdict?.note;
  }

  /**
   * Shows a verdict that is being sent. Exactly one of the two functions returned has to be called when the server
   * has answered; a newer verdict on the same candle stays in sight whatever became of this one.
   */
  send(openTime: number, verdict: Verdict | null): { stored(): void; failed(): void } {
    const number = ++this.#count;
    this.#underWay.set(openTime, { verdict, number });
    const settle = () => {
      if (this.#underWay.get(openTime)?.number === number) this.#underWay.delete(openTime);
    };
    return {
      stored: () => {
        this.#stored.set(openTime, { verdict, number: ++this.#count });
        settle();
      },
      failed: settle,
    };
  }

  /** To be called when lists are asked for; the function returned takes each list that comes of that. */
  expectLists(): (list: ListedVerdicts) => void {
    const askedAt = this.#count;
    return (list) => {
      this.#listed.value = list;
      for (const [openTime, { number }] of this.#stored) {
        if (number <= askedAt && openTime >= list.completeFrom) this.#stored.delete(openTime);
      }
    };
  }
}
