import { seriesName } from '@detective/data';
import type { AccuracyBucket, Checkpoint, Detection, Incident, Series } from '@detective/schema';
import type { EntityManager } from 'typeorm';
import {
  insert,
  orUpdate,
  Parameters,
  parametersOf,
  rows,
  upsert,
  type Column,
  type Value,
} from './column-statements.ts';
import {
  BUCKET,
  BUCKET_KEY,
  CANDLE,
  DETECTION,
  INCIDENT,
  INCIDENT_KEY,
  placed,
  SERIES,
  SERIES_KEY,
  STATE,
  STATE_PLACE,
} from './judged-columns.ts';
import { lockNames } from './lock-series.ts';
import { runPrepared } from './prepared.ts';

/** What a transaction of ingest stores. */
export interface Judged {
  /** With their candles. */
  detections: readonly Detection[];
  /** Rows as they are afterwards. */
  series: readonly Series[];
  states: readonly Checkpoint[];
  buckets: readonly AccuracyBucket[];
  /** Those that change. */
  incidents: readonly Incident[];
}

function upsertStates(parameters: Parameters, from: string): string {
  const names = STATE.map(([name]) => name);
  const state = `substring(${parameters.one('bytea')} FROM state_from FOR state_length)`;
  const given = rows([...STATE, ...STATE_PLACE], parameters);
  return `INSERT INTO detector_state (${names.join(', ')}, state) SELECT ${names.join(', ')}, ${state} FROM ${given}${from}
          ${orUpdate([...names, 'state'], SERIES_KEY)}`;
}

// A detection refers to its candle, and an incident to a detection: PostgreSQL checks that when the whole statement is done.
const write = (parameters: Parameters, from: string) => `
       candles AS (${insert('candle', CANDLE, parameters, from)}),
       detections AS (${insert('detection', DETECTION, parameters, from)}),
       counts AS (${upsert('series', SERIES, parameters, from, SERIES_KEY)}),
       states AS (${upsertStates(parameters, from)}),
       sums AS (${upsert('accuracy_bucket', BUCKET, parameters, from, BUCKET_KEY)}),
       incidents AS (${upsert('incident', INCIDENT, parameters, from, INCIDENT_KEY)})`;

/** Says what is written to whoever reads the messages between server and PostgreSQL. */
const WRITE_NAME = 'INSERT INTO "candle" with all that belongs to it';
const WRITE = `WITH ${write(new Parameters(), '')} SELECT 1`;

const valuesOf = ({ detections, series, states, buckets, incidents }: Judged): (Value | Value[])[] => [
  ...parametersOf(
    CANDLE,
    detections.map(({ candle }) => candle),
  ),
  ...parametersOf(DETECTION, detections),
  ...parametersOf(SERIES, series),
  Buffer.concat(states.map(({ state }) => state)),
  ...parametersOf([...STATE, ...STATE_PLACE], placed(states)),
  ...parametersOf(BUCKET, buckets),
  ...parametersOf(INCIDENT, incidents),
];

/**
 * Writes candles, detections, counts, states, sums and incidents in one statement with a parameter for each column, so that neither its
 * text nor the round trips grow with what is written. To be called under the locks of the series.
 */
export async function writeJudged(manager: EntityManager, judged: Judged): Promise<void> {
  await runPrepared(manager, WRITE_NAME, WRITE, valuesOf(judged));
}

/** What a series must still be like for what was judged after it to be right; retention changes its counts alone. */
const COMPARED = new Set<string>([
  ...SERIES_KEY,
  'candle_count',
  'anomaly_count',
  'first_open_time',
  'last_open_time',
]);
const EXPECTED: Column<Series>[] = SERIES.filter(([name]) => COMPARED.has(name));
const IF_CURRENT_NAME = 'INSERT INTO "candle" if nothing else was';

function ifCurrent(): string {
  const parameters = new Parameters();
  const names = EXPECTED.map(([name]) => name);
  const same = names.filter((name) => !SERIES_KEY.some((part) => part === name));
  // The lock comes first, then the row as it is by then: locking a row reads it anew if it has changed meanwhile.
  return `
  WITH locked AS MATERIALIZED (${lockNames(parameters.arrays(['text']))}),
       expected AS MATERIALIZED (
         SELECT * FROM unnest(${parameters.arrays(EXPECTED.map(([, type]) => type))}) AS given (${names.join(', ')})
       ),
       unchanged AS MATERIALIZED (
         SELECT 1 FROM series JOIN expected USING (${SERIES_KEY.join(', ')})
          WHERE (SELECT count(*) FROM locked) > 0
            AND ${same.map((name) => `series.${name} = expected.${name}`).join(' AND ')}
            FOR UPDATE OF series
       ),
       gate AS MATERIALIZED (
         SELECT (SELECT count(*) FROM unchanged) = (SELECT count(*) FROM expected)
                AND (SELECT coalesce(max(revision), 0) FROM alert_budget) = ${parameters.one('integer')}
                AND NOT (${parameters.one('boolean')} AND EXISTS (
                  SELECT 1 FROM channel WHERE incidents_per_week IS NOT NULL)) AS is_open
       ),
       ${write(parameters, ' CROSS JOIN gate WHERE is_open')}
  SELECT is_open AS "isOpen" FROM gate`;
}

const IF_CURRENT = ifCurrent();

/**
 * Locks the series, compares them with what they are expected to be, and writes what was judged after that: one round
 * trip instead of five. A statement by itself is a transaction, so all of it is stored or nothing.
 *
 * @param expected the rows of the series before, in any order
 * @param given the revision of the alert budgets that they were judged with, and whether there is something about the
 *   candles that channels with a budget of their own look at
 * @returns false, with nothing written, if somebody else has changed a series or a budget, or a channel has to look
 */
export async function writeJudgedIfCurrent(
  manager: EntityManager,
  expected: readonly Series[],
  given: { budgetRevision: number; isNoticed: boolean },
  judged: Judged,
): Promise<boolean> {
  const names = expected.map((series) => seriesName(series)).sort();
  const [row] = await runPrepared<{ isOpen: boolean }[]>(manager, IF_CURRENT_NAME, IF_CURRENT, [
    names,
    ...parametersOf(EXPECTED, expected),
    given.budgetRevision,
    given.isNoticed,
    ...valuesOf(judged),
  ]);
  return row?.isOpen === true;
}
