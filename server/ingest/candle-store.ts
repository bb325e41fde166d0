import { isSameMarket, seriesName } from '@detective/data';
import { Series, type Detection } from '@detective/schema';
import type { EntityManager } from 'typeorm';
import { lockNewSeries, lockSeries } from '../database/lock-series.ts';
import { readSpellings, type Spelling } from '../database/series-names.ts';
import { writeJudged, writeJudgedIfCurrent, type Judged } from '../database/write-judged.ts';
import type { NoticedCandle } from '../incidents/noticed-candle.ts';
import { changedIncidents, type IncidentStep } from '../incidents/walk-incidents.ts';
import type { Detectors } from './detectors.ts';
import { OtherSpellingError, TooManySeriesError, type IncomingCandle } from './incoming-candle.ts';
import type { KnownStates } from './known-states.ts';
import { keyOf, openSeries } from './open-series.ts';
import { SeriesStore, type ChangedSeries } from './series-store.ts';

/** What series this transaction may begin. */
interface Room {
  /** How many the server keeps, and how many more may begin. */
  maxSeries: number;
  left: number;
  /** Stored symbols of the markets that these candles are of, however they are spelled, on any exchange. */
  stored: Spelling[];
}

/** Where no series may begin. */
const NO_ROOM: Room = { maxSeries: 0, left: 0, stored: [] };

/** What a transaction has stored. */
export interface Written {
  changed: ChangedSeries[];
  /** What its candles did to incidents, in the order of each series. */
  steps: IncidentStep[];
  /** Those of its candles that channels with a budget look at, in the order of each series. */
  noticed: NoticedCandle[];
}

/** The candles and detections of all series that one transaction touches. */
export class CandleStore {
  private constructor(
    readonly series: Map<string, SeriesStore>,
    readonly room: Room,
    /** Of the alert budgets that its candles are judged with. */
    readonly budgetRevision: number,
  ) {}

  /**
   * As this server left the series, without a look into the database: others may have changed them since.
   *
   * @returns undefined if it does not know one of them, or has stored one of the candles, whose judgement is asked for
   */
  static ofKnown(detectors: Detectors, candles: IncomingCandle[]): CandleStore | undefined {
    const stores = new Map<string, SeriesStore>();
    for (const [name, incoming] of groupBySeries(candles)) {
      const known = detectors.states.get(name);
      if (!known?.stored || incoming.some(({ openTime }) => openTime <= known.openTime)) return undefined;
      const key = keyOf(incoming);
      stores.set(
        name,
        new SeriesStore(key, detectors.of(key), { ...known.stored, state: known.state, again: [] }),
      );
    }
    return new CandleStore(stores, NO_ROOM, detectors.budgets.revision);
  }

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
    await detectors.budgets.read(manager);
    const { revision } = detectors.budgets;
    const stores = await openSeries(manager, detectors, states, bySeries);
    const hasNew = [...stores.values()].some(({ isEmpty }) => isEmpty);
    const room = hasNew ? await readRoom(manager, candles, maxSeries) : NO_ROOM;
    return new CandleStore(stores, room, revision);
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
   * Takes over what another store has judged of the same candles, if that was after the same states and with the same
   * budgets.
   *
   * @returns false, with nothing changed, if they have to be judged again
   */
  adopt(judged: CandleStore): boolean {
    const others = [...judged.series];
    if (!others.every(([name, other]) => this.series.get(name)?.wouldJudgeAs(other))) return false;
    for (const [name, other] of others) this.series.get(name)?.adopt(other);
    return true;
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

  /** Writes candles, detections, counts, states and incidents in one statement, however many there are. */
  async write(manager: EntityManager): Promise<Written> {
    const written = this.#written();
    if (written.changed.length > 0) await writeJudged(manager, judgedOf(written));
    return written;
  }

  /** The same for candles that change no incident, and that no channel with a budget looks at; undefined, with nothing written, for others or if a series is no longer what this server knew. */
  async writeIfCurrent(manager: EntityManager): Promise<Written | undefined> {
    const written = this.#written();
    if (written.steps.length > 0) return undefined;
    const expected = written.changed.flatMap(({ before }) => before ?? []);
    const given = { budgetRevision: this.budgetRevision, isNoticed: written.noticed.length > 0 };
    return (await writeJudgedIfCurrent(manager, expected, given, judgedOf(written))) ? written : undefined;
  }

  #written(): Written {
    const changed = [...this.series.values()].flatMap((store) => store.changed() ?? []);
    return {
      changed,
      steps: changed.flatMap(({ steps }) => steps),
      noticed: changed.flatMap(({ noticed }) => noticed),
    };
  }
}

const judgedOf = ({ changed, steps }: Written): Judged => ({
  detections: changed.flatMap(({ added }) => added),
  series: changed.map(({ series }) => series),
  states: changed.map(({ state }) => state),
  buckets: changed.flatMap(({ buckets }) => buckets),
  incidents: changedIncidents(steps),
});

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
