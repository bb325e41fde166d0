import type { Ohlcv } from '@detective/data';

/** How far a candle went from the last close (log), and its volume, each against what has been usual. */
export interface ScaledCandle {
  up: number;
  down: number;
  move: number;
  volume: number;
}

const KEEP = 0.5 ** (1 / 168);
const NEEDED = 48;
/** Mean absolute value of a normal variable, so that the scale is a deviation. */
const MEAN_ABSOLUTE = Math.sqrt(2 / Math.PI);

/** What is usual in a market: exponential means with a half-life of a week of hours, from past candles only. */
export class MarketScale {
  private candles = 0;
  private close = Number.NaN;
  private weight = 0;
  private absolute = 0;
  private logVolume = 0;
  private logVolumeSquare = 0;

  /** Deviation of the log return that has been usual; NaN in the first two days. */
  get deviation(): number {
    return this.candles > NEEDED ? Math.max(this.absolute / this.weight / MEAN_ABSOLUTE, 1e-6) : Number.NaN;
  }

  /**
   * Scales a candle by what was usual before it; null in the first two days.
   *
   * @param growth root of the intervals in which the market could move
   */
  scale(candle: Ohlcv, growth = 1): ScaledCandle | null {
    const { deviation } = this;
    if (Number.isNaN(deviation)) return null;
    const mean = this.logVolume / this.weight;
    const spread = Math.sqrt(Math.max(this.logVolumeSquare / this.weight - mean * mean, 0.01));
    const unit = deviation * growth;
    return {
      up: Math.log(candle.high / this.close) / unit,
      down: Math.log(this.close / candle.low) / unit,
      move: Math.log(candle.close / this.close) / unit,
      volume: (logVolumeOf(candle, mean) - mean) / spread,
    };
  }

  /** Takes a candle into what is usual. */
  update(candle: Ohlcv, growth = 1): void {
    if (this.candles > 0) {
      const volume = logVolumeOf(candle, this.weight > 0 ? this.logVolume / this.weight : 0);
      this.weight = KEEP * this.weight + 1;
      this.absolute = KEEP * this.absolute + Math.abs(Math.log(candle.close / this.close)) / growth;
      this.logVolume = KEEP * this.logVolume + volume;
      this.logVolumeSquare = KEEP * this.logVolumeSquare + volume * volume;
    }
    this.close = candle.close;
    this.candles += 1;
  }
}

/** As usual where it is not known. */
const logVolumeOf = ({ volume }: Ohlcv, usual: number): number =>
  volume === null ? usual : Math.log(Math.max(volume, 1e-8));
