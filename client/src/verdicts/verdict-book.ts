import { shallowReactive } from 'vue';
import type { DetectionRow, Verdict } from '../detections/detection-row.ts';

/**
 * The verdicts given on this page, by the time of their candle. One that is on its way counts at once; when it fails,
 * the one that the server has last said yes to is back.
 */
export class VerdictBook {
  readonly #stored = shallowReactive(new Map<number, Verdict | null>());
  readonly #underWay = shallowReactive(new Map<number, { verdict: Verdict | null; number: number }>());
  #count = 0;

  /** The verdict to show for a candle; null where there is none. */
  of({ openTime, verdict }: Pick<DetectionRow, 'openTime' | 'verdict'>): Verdict | null {
    const underWay = this.#underWay.get(openTime);
    if (underWay) return underWay.verdict;
    return this.#stored.get(openTime) ?? (this.#stored.has(openTime) ? null : verdict);
  }

  isUnderWay(openTime: number): boolean {
    return this.#underWay.has(openTime);
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
        this.#stored.set(openTime, verdict);
        settle();
      },
      failed: settle,
    };
  }
}
