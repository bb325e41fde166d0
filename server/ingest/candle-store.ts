import { isSameMarket, seriesName, type SeriesKey } from '@detective/data';
import type { Detector, DetectorState } from '@detective/models';
import { Candle, Detection, Checkpoint, Series } from '@detective/schema';
import { Any, type EntityManager } from 'typeorm';
import { lockNewSeries, lockSeries } from '../database/lock-series.ts';
import { readDetections } from '../database/read-detections.ts';
import { readSpellings, type Spelling } from '../database/series-names.ts';
import type { Detectors } from './detectors.ts';
import { OtherSpellingError, TooManySeriesError, type IncomingCandle } from './incoming-candle.ts';
import type { KnownStates } from './known-states.ts';
import { rebuildState, type KnownState } from './rebuild-state.ts';
import { SeriesStore } from './series-store.ts';

/** What series this transaction may begin. */
interface Room {
  /** How many the server keeps, and how many more may begin. */
  maxSeries: number;
  left: number;
  /** Stored symbols of the markets that these candles are of, however they are spelled, on any exchange. */
  stored: Spelling[];
}

/** The candles and detections of all series that one transaction touches, locked until it ends. */
export class CandleStore {
  private constructor(
    readonly manager: EntityManager,
    readonly series: Map<string, SeriesStore>,
    readonly room: Room,
  ) {}

  /** Locks the series of these candles and loads what is needed to judge them. */
  static async open(
    manager: EntityManager,
    detectors: Detectors,
    states: KnownStates,
    candles: IncomingCandle[],
    maxSeries: number,
  ) {
    const bySeries = groupBySeries(candles);
    await lockSeries(manager, bySeries.keys());
    const stores = new Map<string, SeriesStore>();
    for (const [name, candles] of bySeries) {
      stores.set(name, await openSeries(manager, detectors, states, candles));
    }
    const hasNew = [...stores.values()].some(({ isEmpty }) => isEmpty);
    const room = hasNew ? await readRoom(manager, candles, maxSeries) : { maxSeries, left: 0, stored: [] };
    return new CandleStore(manager, stores, room);
  }

  /** Judges the candles of one request: all of them, or none if one is refused. */
  judge(candles: IncomingCandle[], now: Date): Detection[] {
    const savepoints = [...this.series.values()].map((store) => [store, store.savepoint()] as const);
    try {
      return candles.map((candle) => {
        const store = this.series.get(seriesName(candle));
        if (!store) throw new Error(`${seriesName(candle)} was not opened`);
        if (store.isEmpty) this.#checkNew(candle);
        return store.judge(candle, now);
      });
    } catch (error) {
      for (const [store, savepoint] of savepoints) store.rollBack(savepoint);
      throw error;
    }
  }

  /**
   * @throws {OtherSpellingError} if the candle would begin a second series of one market
   * @throws {TooManySeriesError} if it would begin one series too many
   */
  #checkNew(candle: IncomingCandle): void {
    const begun = [...this.series.values()].filter(({ isNew }) => isNew);
    const symbols = [...this.room.stored, ...begun.map(({ key }) => key)]
      .filter(({ exchange }) => exchange === candle.exchange)
      .map(({ symbol }) => symbol);
    const other = symbols.find((symbol) => isSameMarket(symbol, candle.symbol));
    // Databases from before may hold several spellings of a market: each of them goes on.
    if (other !== undefined && !symbols.includes(candle.symbol)) throw new OtherSpellingError(candle, other);
    if (begun.length >= this.room.left) throw new TooManySeriesError(candle, this.room.maxSeries);
  }

  /** Writes candles, detections, counts and states: one statement per table, however many candles. */
  async write(): Promise<SeriesStore[]> {
    const changed = [...this.series.values()].filter(({ added }) => added.length > 0);
    if (changed.length === 0) return changed;
    const detections = changed.flatMap(({ added }) => added);
    await this.#insert(
      Candle,
      detections.map(({ candle }) => candle),
    );
    await this.#insert(Detection, detections);
    await this.manager.upsert(
      Series,
      changed.map((store) => store.seriesRow()),
      ['exchange', 'symbol', 'interval'],
    );
    await this.manager.upsert(
      Checkpoint,
      changed.map((store) => store.stateRow()),
      ['exchange', 'symbol', 'interval'],
    );
    return changed;
  }

  async #insert<Row extends object>(entity: new () => Row, rows: Row[]): Promise<void> {
    await this.manager.createQueryBuilder().insert().into(entity).values(rows).updateEntity(false).execute();
  }
}

async function readRoom(manager: EntityManager, candles: IncomingCandle[], maxSeries: number): Promise<Room> {
  await lockNewSeries(manager);
  const left = maxSeries - (await manager.count(Series));
  return { maxSeries, left, stored: await readSpellings(manager, candles) };
}

function groupBySeries(candles: IncomingCandle[]): Map<string, IncomingCandle[]> {
  const groups = new Map<string, IncomingCandle[]>();
  for (const candle of candles) {
    const group = groups.get(seriesName(candle));
    if (group) group.push(candle);
    else groups.set(seriesName(candle), [candle]);
  }
  return groups;
}

async function openSeries(
  manager: EntityManager,
  detectors: Detectors,
  states: KnownStates,
  candles: IncomingCandle[],
): Promise<SeriesStore> {
  const [first] = candles;
  if (!first) throw new Error('a series without candles');
  const { exchange, symbol, interval } = first;
  const key: SeriesKey = { exchange, symbol, interval };
  const series = await manager.findOneBy(Series, key);
  const newest = series?.lastOpenTime.getTime() ?? -Infinity;
  const old = candles.filter(({ openTime }) => openTime <= newest).map(({ openTime }) => new Date(openTime));
  const again =
    old.length === 0
      ? []
      : await readDetections(manager, { ...key, openTime: Any(old) }, { order: { openTime: 'ASC' } });
  const detector = detectors.of(key.interval);
  const known = states.get(seriesName(key));
  const state =
    known && known.openTime === newest ? known.state : await loadState(manager, detector, key, series, known);
  return new SeriesStore(key, detector, { series, state, again });
}

/** Must be called under the lock of the series, so that its row and that of its state belong to the same commit. */
async function loadState(
  manager: EntityManager,
  detector: Detector,
  key: SeriesKey,
  series: Series | null,
  known: KnownState | undefined,
): Promise<DetectorState> {
  if (!series) return detector.initialState();
  const state = await manager.findOneBy(Checkpoint, key);
  return rebuildState(manager, detector, key, { openTime: series.lastOpenTime, state }, known);
}
