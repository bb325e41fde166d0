import type { TimeRange } from '../address/time-range.ts';
import type { DetectionRow } from '../detections/detection-row.ts';
import type { EpochMs } from '../format/units.ts';
import type { ChartData } from './chart-data.ts';
import type { TimeView } from './time-view.ts';

/** What of the rows that are drawn is in sight. */
export class InSight {
  readonly #view: TimeView;
  readonly #data: ChartData;
  readonly #stepMs: number;

  constructor(view: TimeView, data: ChartData, stepMs: number) {
    this.#view = view;
    this.#data = data;
    this.#stepMs = stepMs;
  }

  get rows(): DetectionRow[] {
    const { range } = this.#view;
    return range ? this.#data.rowsBetween(range.from, range.to) : [];
  }

  /** From the first candle to the end of the last; null before anything is drawn. */
  get times(): TimeRange | null {
    const { range } = this.#view;
    const from = range ? this.#data.timeAt(Math.ceil(range.from)) : undefined;
    const last = range ? this.#data.timeAt(Math.floor(range.to)) : undefined;
    return from === undefined || last === undefined ? null : { from, to: last + this.#stepMs };
  }

  get middle(): EpochMs | null {
    const { times } = this;
    return times && (times.from + times.to) / 2;
  }
}
