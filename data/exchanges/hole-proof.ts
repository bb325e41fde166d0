import type { EpochMs, Ohlcv } from '../ohlcv.ts';

/** Several answers to the same question that agree that candles are missing. */
export class HoleProof {
  readonly #needed: number;
  #since: EpochMs | undefined;
  #answers: ReadonlySet<EpochMs>[] = [];

  constructor(needed: number) {
    this.#needed = needed;
  }

  /** One more answer; answers to another question no longer count. */
  add(since: EpochMs, candles: readonly Ohlcv[]): void {
    if (since !== this.#since) this.clear();
    this.#since = since;
    this.#answers.push(new Set(candles.map(({ openTime }) => openTime)));
    this.#answers = this.#answers.slice(-this.#needed);
  }

  /** Whether enough answers have the candle at `to` and none from `from` up to it. */
  holds(from: EpochMs, to: EpochMs): boolean {
    const isHoleIn = (times: ReadonlySet<EpochMs>) =>
      times.has(to) && ![...times].some((time) => time >= from && time < to);
    return this.#answers.length === this.#needed && this.#answers.every(isHoleIn);
  }

  clear(): void {
    this.#answers = [];
    this.#since = undefined;
  }
}
