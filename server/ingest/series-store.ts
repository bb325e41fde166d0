import { INTERVALS, isSameOhlcv, seriesName, type SeriesKey } from '@detective/data';
import type { Detector, DetectorState, Notice } from '@detective/models';
import {
  Series,
  type AccuracyBucket,
  type Checkpoint,
  type Detection,
  type Incident,
} from '@detective/schema';
import type { NoticedCandle } from '../incidents/noticed-candle.ts';
import { walkIncidents, type IncidentStep } from '../incidents/walk-incidents.ts';
import { addToBuckets } from './add-to-buckets.ts';
import {
  CandleConflictError,
  CandleNotClosedError,
  CandleOutOfOrderError,
  OffGridError,
  type IncomingCandle,
} from './incoming-candle.ts';
import type { KnownState } from './rebuild-state.ts';
import { toDetection } from './to-detection.ts';

/** What the database holds of a series when a transaction begins. */
export interface StoredSeries {
  series: Series | null;
  state: DetectorState;
  /** Stored detections of candles that were sent again. */
  again: Detection[];
  /** The newest one, which counts the newest candle; null in a series that begins. */
  bucket: AccuracyBucket | null;
  /** The one that is open. */
  incident: Incident | null;
}

/** A point to return to when one candle of a request is refused. */
interface Savepoint {
  state: DetectorState;
  newest: number;
  added: number;
}

/** What a transaction makes of a series that it adds candles to. */
export interface ChangedSeries {
  name: string;
  added: Detection[];
  /** Its row before; null if this transaction begins it. */
  before: Series | null;
  /** Its rows afterwards; of its buckets those that change. */
  series: Series;
  state: Checkpoint;
  buckets: AccuracyBucket[];
  /** What its candles did to incidents. */
  steps: IncidentStep[];
  /** Those of its candles that channels with a budget look at. */
  noticed: NoticedCandle[];
  /** What the server knows of it once this is committed. */
  known: KnownState;
}

/** One series within one transaction: judges its candles in order and keeps what has to be written. */
export class SeriesStore {
  readonly added: Detection[] = [];
  readonly name: string;
  readonly #key: SeriesKey;
  readonly #detector: Detector;
  readonly #series: Series | null;
  readonly #bucket: AccuracyBucket | null;
  readonly #incident: Incident | null;
  readonly #known = new Map<number, Detection>();
  readonly #notices = new Map<Detection, Notice>();
  readonly #begun: DetectorState;
  #state: DetectorState;
  #newest: number;

  constructor(key: SeriesKey, detector: Detector, { series, state, again, bucket, incident }: StoredSeries) {
    this.#key = key;
    this.name = seriesName(key);
    this.#detector = detector;
    this.#series = series;
    this.#bucket = bucket;
    this.#incident = incident;
    this.#begun = this.#state = state;
    this.#newest = series?.lastOpenTime.getTime() ?? -Infinity;
    for (const detection of again) this.#known.set(detection.openTime.getTime(), detection);
  }

  get key(): SeriesKey {
    return this.#key;
  }

  /** Whether the series has no candle yet, neither in the database nor here. */
  get isEmpty(): boolean {
    return this.#newest === -Infinity;
  }

  /** Whether this transaction begins the series. */
  get isNew(): boolean {
    return this.#series === null && this.added.length > 0;
  }

  /**
   * Judges a candle; one that is stored already gets its stored judgement.
   *
   * @throws {CandleConflictError} if it is stored with other values
   * @throws {CandleOutOfOrderError} if it is older than the newest candle and not stored
   * @throws {CandleNotClosedError} if its interval has not ended at `now`; one that is stored was closed when it came,
   *   whatever a clock that has been set back since says
   * @throws {OffGridError} if it lies between the candles of the series
   */
  judge(candle: IncomingCandle, now: Date): Detection {
    const known = this.#known.get(candle.openTime);
    if (known) {
      if (!isSameOhlcv(known.candle, candle)) throw new CandleConflictError(candle, known.candle);
      return known;
    }
    if (candle.openTime <= this.#newest) throw new CandleOutOfOrderError(candle, this.#newest);
    const isClosed = candle.openTime + INTERVALS[candle.interval] <= now.getTime();
    if (!isClosed) throw new CandleNotClosedError(candle, now.getTime());
    // Where weeks and three days begin is known only from the series itself.
    const isOffGrid = !this.isEmpty && (candle.openTime - this.#newest) % INTERVALS[candle.interval] !== 0;
    if (isOffGrid) throw new OffGridError(candle, this.#newest);
    const { judgement, nextState, notice } = this.#detector.step(this.#state, candle);
    const detection = toDetection(candle, judgement, this.#detector.modelId, now);
    this.#state = nextState;
    this.#newest = candle.openTime;
    this.#known.set(candle.openTime, detection);
    this.added.push(detection);
    if (notice) this.#notices.set(detection, notice);
    return detection;
  }

  /** Whether another store has judged as this one would: a judgement depends on nothing but detector, state and candles. */
  wouldJudgeAs(other: SeriesStore): boolean {
    return other.#detector === this.#detector && other.#begun === this.#state && this.added.length === 0;
  }

  /** Takes over what such a store has judged. */
  adopt(other: SeriesStore): void {
    for (const detection of other.added) this.added.push(detection);
    for (const [detection, notice] of other.#notices) this.#notices.set(detection, notice);
    this.#state = other.#state;
    this.#newest = other.#newest;
  }

  savepoint(): Savepoint {
    return { state: this.#state, newest: this.#newest, added: this.added.length };
  }

  rollBack({ state, newest, added }: Savepoint): void {
    this.#state = state;
    this.#newest = newest;
    for (const detection of this.added.splice(added)) this.#known.delete(detection.openTime.getTime());
  }

  /** What these candles make of the series; undefined if there are none. */
  changed(): ChangedSeries | undefined {
    const { name, added } = this;
    if (added.length === 0) return undefined;
    const { steps, open: incident } = walkIncidents(this.#incident, added);
    const series = this.#rowAfter(incident);
    const buckets = addToBuckets(this.#key, this.#bucket, added);
    const stored = { series, bucket: buckets.at(-1) as AccuracyBucket, incident };
    return {
      ...{ name, added, series, buckets, steps },
      before: this.#series,
      state: this.#stateRow(),
      noticed: added.flatMap((detection) => {
        const notice = this.#notices.get(detection);
        return notice ? [{ detection, notice }] : [];
      }),
      known: { openTime: this.#newest, state: this.#state, stored },
    };
  }

  #rowAfter(incident: Incident | null): Series {
    const [first] = this.added as [Detection, ...Detection[]];
    const row = Object.assign(new Series(), this.#key);
    row.candleCount = (this.#series?.candleCount ?? 0) + this.added.length;
    row.anomalyCount =
      (this.#series?.anomalyCount ?? 0) + this.added.filter(({ isAnomaly }) => isAnomaly).length;
    row.firstOpenTime = this.#series?.firstOpenTime ?? first.openTime;
    row.lastOpenTime = new Date(this.#newest);
    row.warmUpRemaining = this.#detector.warmUpRemaining(this.#state);
    row.incidentOpenedAt = incident?.openedAt ?? null;
    row.incidentsUpTo = row.lastOpenTime;
    return row;
  }

  #stateRow(): Checkpoint {
    const { buffer, byteOffset, byteLength } = this.#detector.encodeState(this.#state);
    const state = Buffer.from(buffer, byteOffset, byteLength);
    return { ...this.#key, modelId: this.#detector.modelId, openTime: new Date(this.#newest), state };
  }
}
