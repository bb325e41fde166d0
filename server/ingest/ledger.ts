import type { SeriesKey } from '@detective/data';
import type { DetectorState } from '@detective/models';
import { Candle, Detection, Checkpoint, Series } from '@detective/schema';
import { Any, type EntityManager } from 'typeorm';
import { readDetections } from '../database/read-detections.ts';
import type { Detectors } from './detectors.ts';
import { seriesName, type IncomingCandle } from './incoming-candle.ts';
import { rebuildState } from './rebuild-state.ts';
import { SeriesLedger } from './series-ledger.ts';

/** States as of the newest candle of each series, so that not every transaction reads and decodes them. */
export type StateCache = Map<string, { openTime: number; state: DetectorState }>;

/** All series that one transaction touches, locked against other servers until it ends. */
export class Ledger {
  private constructor(
    readonly manager: EntityManager,
    readonly series: Map<string, SeriesLedger>,
  ) {}

  /** Locks and loads what is needed to judge these candles. */
  static async open(
    manager: EntityManager,
    detectors: Detectors,
    cache: StateCache,
    candles: IncomingCandle[],
  ) {
    const bySeries = groupBySeries(candles);
    const names = [...bySeries.keys()].sort();
    // In one order everywhere, so that two servers with overlapping batches can't wait for each other for ever.
    for (const name of names) {
      await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [name]);
    }
    const ledgers = new Map<string, SeriesLedger>();
    for (const name of names) {
      ledgers.set(name, await openSeries(manager, detectors, cache, bySeries.get(name) ?? []));
    }
    return new Ledger(manager, ledgers);
  }

  /** Judges the candles of one request: all of them, or none when one is refused. */
  judge(candles: IncomingCandle[], now: Date): Detection[] {
    const savepoints = [...this.series.values()].map((ledger) => [ledger, ledger.savepoint()] as const);
    try {
      return candles.map((candle) => {
        const ledger = this.series.get(seriesName(candle));
        if (!ledger) throw new Error(`${seriesName(candle)} was not opened`);
        return ledger.judge(candle, now);
      });
    } catch (error) {
      for (const [ledger, savepoint] of savepoints) ledger.rollBack(savepoint);
      throw error;
    }
  }

  /** Writes candles, detections, counts and states: one statement a table, however many candles. */
  async write(): Promise<SeriesLedger[]> {
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
      changed.map((ledger) => ledger.seriesRow()),
      ['symbol', 'interval'],
    );
    await this.manager.upsert(
      Checkpoint,
      changed.map((ledger) => ledger.stateRow()),
      ['symbol', 'interval'],
    );
    return changed;
  }

  async #insert<Row extends object>(entity: new () => Row, rows: Row[]): Promise<void> {
    await this.manager.createQueryBuilder().insert().into(entity).values(rows).updateEntity(false).execute();
  }
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
  cache: StateCache,
  candles: IncomingCandle[],
): Promise<SeriesLedger> {
  const [first] = candles;
  if (!first) throw new Error('a series without candles');
  const key: SeriesKey = { symbol: first.symbol, interval: first.interval };
  const series = await manager.findOneBy(Series, key);
  const newest = series?.lastOpenTime.getTime() ?? -Infinity;
  const old = candles.filter(({ openTime }) => openTime <= newest).map(({ openTime }) => new Date(openTime));
  const again =
    old.length === 0
      ? []
      : await readDetections(manager, { ...key, openTime: Any(old) }, { order: { openTime: 'ASC' } });
  const detector = detectors.of(key.interval);
  const cached = cache.get(seriesName(key));
  const state =
    cached && cached.openTime === newest ? cached.state : await rebuildState(manager, detector, key, series);
  return new SeriesLedger(key, detector, { series, state, again });
}
