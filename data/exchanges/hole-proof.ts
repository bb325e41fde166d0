import type { EpochMs, Ohlcv } from '../ohlcv.ts';

/** The final candles of an answer, and when it came. */
interface Evidence {
  times: readonly EpochMs[];
  at: EpochMs;
}

/** Several answers to the same question that agree that candles are missing. */
export class HoleProof {
  readonly #needed: number;
  readonly #stepMs: number;
  #since: EpochMs | undefined;
  #answers: Evidence[] = [];

  constructor(options: { needed: number; stepMs: number }) {
    this.#needed = options.needed;
    this.#stepMs = options.stepMs;
  }

  /** One more answer; answers to another question no longer count. */
  add(since: EpochMs, candles: readonly Ohlcv[], at: EpochMs): void {
    if (since !== this.#since) this.clear();
    this.#since = since;
    this.#answers.push({ times: candles.map(({ openTime }) => openTime), at });
    this.#answers = this.#answers.slice(-this.#needed);
  }

  /**
   * Whether enough answers have the candle at `to` and none from `from` up to it. An exchange that keeps the newest candles
   * only drops one whenever one closes: an answer may have begun earlier by the time that has passed since.
   */
  holds(from: EpochMs, to: EpochMs): boolean {
    const newest = this.#answers.at(-1)?.at ?? NaN;
    const isHoleIn = ({ times, at }: Evidence) => {
      const first = times.find((time) => time >= from) ?? NaN;
      const isBeginning = first === times[0];
      return first === to || (isBeginning && first < to && to - first <= newest - at + this.#stepMs);
    };
    return this.#answers.length === this.#needed && this.#answers.every(isHoleIn);
  }

  clear(): void {
    this.#answers = [];
    this.#since = undefined;
  }
}
