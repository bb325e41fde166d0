import type { Detection } from '@detective/schema';
import type { DataSource, EntityManager } from 'typeorm';
import type { NoticedCandle } from '../incidents/noticed-candle.ts';
import type { IncidentStep } from '../incidents/walk-incidents.ts';
import type { Detectors } from './detectors.ts';
import { RefusedCandleError, type IncomingCandle } from './incoming-candle.ts';
import { CandleStore, type Written } from './candle-store.ts';
import type { ChangedSeries } from './series-store.ts';

/** A transaction takes requests until it holds this many candles; the last request may exceed it. */
const CANDLES_A_TRANSACTION = 1_000;

interface Request {
  candles: IncomingCandle[];
  resolve: (detections: Detection[]) => void;
  reject: (error: unknown) => void;
}

/** What became of the requests of a batch, and what was stored. */
interface Stored extends Written {
  outcomes: Outcome[];
}

/** Requests that were judged, and by what. */
interface JudgedBatch {
  store: CandleStore;
  outcomes: Outcome[];
}

type Outcome = { detections: Detection[] } | { refused: RefusedCandleError };

export interface IngestOptions {
  dataSource: DataSource;
  detectors: Detectors;
  /** Called after a commit with the series that it changed, if there are any. Must not throw. */
  onCommit: (changed: readonly ChangedSeries[]) => void;
  /** Called with the time that a request waited for its answer, in seconds. */
  onAnswer?: (seconds: number) => void;
  /** Tells of what candles did to incidents, in their transaction. */
  tell?: Tell;
  /** A candle that would begin one more series than this is refused; any number without it. */
  maxSeries?: number;
  now?: () => Date;
}

/** @param noticed those of the candles that channels with a budget look at */
export type Tell = (
  manager: EntityManager,
  steps: readonly IncidentStep[],
  noticed: readonly NoticedCandle[],
) => Promise<void>;

/** The server is shutting down and accepts no more candles. */
export class IngestClosedError extends Error {
  override name = 'IngestClosedError';

  constructor() {
    super('The server is shutting down: send the candle again in a moment.');
  }
}

/**
 * Judges and stores candles. Requests wait in one queue; all that are waiting are judged in order and committed
 * together (candles, detections, counts and detector states in one transaction), so that load makes transactions
 * larger rather than slower, and a request for several series is all or nothing.
 */
export class Ingest {
  readonly #options: IngestOptions;
  readonly #waiting: Request[] = [];
  #running: Promise<void> | undefined;
  #isClosed = false;

  constructor(options: IngestOptions) {
    this.#options = options;
  }

  /** Requests waiting for their transaction. */
  get queueLength(): number {
    return this.#waiting.length;
  }

  /**
   * Judges the candles of one request, all or none, and stores them.
   *
   * @returns the detections in the order of the candles, committed
   * @throws {RefusedCandleError} when a candle contradicts what is stored; then nothing of this request is stored
   * @throws {IngestClosedError} after `dispose`
   */
  judge(candles: IncomingCandle[]): Promise<Detection[]> {
    if (this.#isClosed) return Promise.reject(new IngestClosedError());
    if (candles.length === 0) return Promise.resolve([]);
    const asked = performance.now();
    const answer = new Promise<Detection[]>((resolve, reject) => {
      this.#waiting.push({ candles, resolve, reject });
      this.#running ??= this.#drain();
    });
    return answer.finally(() => this.#options.onAnswer?.((performance.now() - asked) / 1_000));
  }

  /** Accepts no more candles, and resolves when those waiting are stored. */
  async dispose(): Promise<void> {
    this.#isClosed = true;
    await this.#running;
  }

  async #drain(): Promise<void> {
    // Requests that arrive in the same turn of the event loop share the first transaction.
    await Promise.resolve();
    while (this.#waiting.length > 0) await this.#settle(this.#takeBatch());
    this.#running = undefined;
  }

  #takeBatch(): Request[] {
    let candles = 0;
    let requests = 0;
    while (requests < this.#waiting.length && candles < CANDLES_A_TRANSACTION) {
      candles += this.#waiting[requests++]?.candles.length ?? 0;
    }
    return this.#waiting.splice(0, requests);
  }

  /** Commits a batch; if the database refuses it, each request is tried alone, so that none fails for another's fault. */
  async #settle(batch: Request[]): Promise<void> {
    try {
      const outcomes = await this.#commit(batch);
      for (const [index, request] of batch.entries()) {
        const outcome = outcomes[index];
        if (outcome && 'detections' in outcome) request.resolve(outcome.detections);
        else request.reject(outcome?.refused);
      }
    } catch (error) {
      if (batch.length > 1) for (const request of batch) await this.#settle([request]);
      else batch[0]?.reject(error);
    }
  }

  async #commit(batch: Request[]): Promise<Outcome[]> {
    const { detectors, onCommit } = this.#options;
    const candles = batch.flatMap((request) => request.candles);
    try {
      const judged = this.#judgeAfterKnown(batch, candles);
      const { outcomes, changed } =
        (judged && (await this.#storeIfCurrent(judged))) ?? (await this.#store(batch, candles, judged));
      for (const { name, known } of changed) detectors.states.keep(name, known);
      if (changed.length > 0) onCommit(changed);
      return outcomes;
    } catch (error) {
      // If the answer to a commit was lost, it may or may not have happened: next time the states are read again.
      detectors.states.clear();
      throw error;
    }
  }

  /** Judges after what this server stored itself; undefined where it can't be, or a candle would be refused. */
  #judgeAfterKnown(batch: Request[], candles: IncomingCandle[]): JudgedBatch | undefined {
    const store = CandleStore.ofKnown(this.#options.detectors, candles);
    if (!store) return undefined;
    const outcomes = this.#judge(store, batch);
    // A refusal must go by what is stored, not by what is known.
    return outcomes.some((outcome) => 'refused' in outcome) ? undefined : { store, outcomes };
  }

  /** Writes what was judged if nobody else has stored anything since: one round trip. */
  async #storeIfCurrent({ store, outcomes }: JudgedBatch): Promise<Stored | undefined> {
    const written = await store.writeIfCurrent(this.#options.dataSource.manager);
    return written && { outcomes, ...written };
  }

  /** Reads the series under their locks, judges what was not judged after the same states, and writes. */
  #store(batch: Request[], candles: IncomingCandle[], judged: JudgedBatch | undefined): Promise<Stored> {
    const { dataSource, detectors, tell, maxSeries = Infinity } = this.#options;
    return dataSource.transaction(async (manager) => {
      const store = await CandleStore.open(manager, detectors, detectors.states, candles, maxSeries);
      const outcomes = judged && store.adopt(judged.store) ? judged.outcomes : this.#judge(store, batch);
      const written = await store.write(manager);
      const { steps, noticed } = written;
      if (steps.length > 0 || noticed.length > 0) await tell?.(manager, steps, noticed);
      return { outcomes, ...written };
    });
  }

  #judge(store: CandleStore, batch: Request[]): Outcome[] {
    const { now = () => new Date() } = this.#options;
    return batch.map((request) => attempt(() => store.judge(request.candles, now())));
  }
}

function attempt(judge: () => Detection[]): Outcome {
  try {
    return { detections: judge() };
  } catch (error) {
    if (error instanceof RefusedCandleError) return { refused: error };
    throw error;
  }
}
