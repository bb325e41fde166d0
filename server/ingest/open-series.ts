import type { SeriesKey } from '@detective/data';
import type { Detector, DetectorState } from '@detective/models';
import {
  fillAccuracyBuckets,
  fillIncidents,
  type Checkpoint,
  type Detection,
  type Series,
} from '@detective/schema';
import { Any, type EntityManager } from 'typeorm';
import { readDetections } from '../database/read-detections.ts';
import { readOpenIncidents } from '../database/read-open-incidents.ts';
import { readSeries, readStates, type SeriesRow } from '../database/read-series.ts';
import type { Detectors } from './detectors.ts';
import type { IncomingCandle } from './incoming-candle.ts';
import type { KnownStates } from './known-states.ts';
import { rebuildState, type KnownState } from './rebuild-state.ts';
import { SeriesStore } from './series-store.ts';

/** Rows of series and states in a statement each; only series whose candles come again are asked for by themselves. */
export async function openSeries(
  manager: EntityManager,
  detectors: Detectors,
  states: KnownStates,
  bySeries: Map<string, IncomingCandle[]>,
): Promise<Map<string, SeriesStore>> {
  const keys = new Map([...bySeries].map(([name, candles]) => [name, keyOf(candles)]));
  const rows = await readCounted(manager, [...keys.values()]);
  const unknown = [...keys].filter(([name]) => {
    const row = rows.get(name)?.series;
    return row && states.get(name)?.openTime !== row.lastOpenTime.getTime();
  });
  const stored =
    unknown.length > 0
      ? await readStates(
          manager,
          unknown.map(([, key]) => key),
        )
      : new Map<string, Checkpoint>();
  const incidents = await readOpenIncidents(
    manager,
    [...rows.values()].map(({ series }) => series),
  );
  const stores = new Map<string, SeriesStore>();
  for (const [name, key] of keys) {
    const { series, bucket } = rows.get(name) ?? { series: null, bucket: null };
    const detector = detectors.of(key);
    const incident = incidents.get(name) ?? null;
    const again = await readAgain(manager, key, series, bySeries.get(name) ?? []);
    const state = await stateOf(manager, detector, key, series, states.get(name), stored.get(name) ?? null);
    stores.set(name, new SeriesStore(key, detector, { series, state, again, bucket, incident }));
  }
  return stores;
}

/**
 * Rows whose bucket counts every candle, and whose incidents are made from every candle. A server of an older version,
 * while it still runs, leaves some out.
 */
async function readCounted(manager: EntityManager, keys: SeriesKey[]): Promise<Map<string, SeriesRow>> {
  const rows = await readSeries(manager, keys);
  const isBehind = ({ series: { lastOpenTime } }: SeriesRow, upTo: Date | null | undefined) =>
    upTo?.getTime() !== lastOpenTime.getTime();
  const uncounted = [...rows.values()].filter((row) => isBehind(row, row.bucket?.lastOpenTime));
  for (const { series, bucket } of uncounted) {
    const first = (bucket?.start ?? series.firstOpenTime).getTime();
    await fillAccuracyBuckets(manager, series, { first, last: series.lastOpenTime.getTime() });
  }
  const unjoined = [...rows.values()].filter((row) => isBehind(row, row.series.incidentsUpTo));
  for (const { series } of unjoined) {
    const from = series.incidentOpenedAt ?? series.incidentsUpTo ?? series.firstOpenTime;
    await fillIncidents(manager, series, from);
  }
  return uncounted.length + unjoined.length === 0 ? rows : readSeries(manager, keys);
}

export function keyOf([first]: IncomingCandle[]): SeriesKey {
  if (!first) throw new Error('a series without candles');
  const { exchange, symbol, interval } = first;
  return { exchange, symbol, interval };
}

/** The stored detections of candles that were sent again. */
async function readAgain(
  manager: EntityManager,
  key: SeriesKey,
  series: Series | null,
  candles: IncomingCandle[],
): Promise<Detection[]> {
  const newest = series?.lastOpenTime.getTime() ?? -Infinity;
  const old = candles.filter(({ openTime }) => openTime <= newest).map(({ openTime }) => new Date(openTime));
  if (old.length === 0) return [];
  return readDetections(manager, { ...key, openTime: Any(old) }, { order: { openTime: 'ASC' } });
}

/** Must be called under the lock of the series, so that its row and that of its state belong to the same commit. */
async function stateOf(
  manager: EntityManager,
  detector: Detector,
  key: SeriesKey,
  series: Series | null,
  known: KnownState | undefined,
  stored: Checkpoint | null,
): Promise<DetectorState> {
  // A state that is known of a series that is gone is not of the one that begins.
  if (!series) return detector.initialState();
  if (known?.openTime === series.lastOpenTime.getTime()) return known.state;
  return rebuildState(manager, detector, key, { openTime: series.lastOpenTime, state: stored }, known);
}
