import { seriesName } from '@detective/data';
import type { AccuracyBucket, Candle, Checkpoint, Detection, Incident, Series } from '@detective/schema';
import type { EntityManager } from 'typeorm';
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

type Value = string | number | boolean | Buffer | null;

/** A column with its type and where its value comes from. */
type Column<Row> = readonly [name: string, type: string, valueOf: (row: Row) => Value];

const KEY = ['exchange', 'symbol', 'interval'] as const;
const BUCKET_KEY = [...KEY, 'start'];
const INCIDENT_KEY = [...KEY, 'opened_at'];
const time = (date: Date) => date.toISOString();
const timeOrNull = (date: Date | null) => date && time(date);

const seriesKey = <Row extends { exchange: string; symbol: string; interval: string }>(): Column<Row>[] =>
  KEY.map((name) => [name, 'text', (row) => row[name]]);

const candleKey = <Row extends { exchange: string; symbol: string; interval: string; openTime: Date }>() => [
  ...seriesKey<Row>(),
  ['open_time', 'timestamptz', ({ openTime }) => time(openTime)] satisfies Column<Row>,
];

const CANDLE: Column<Candle>[] = [
  ...candleKey<Candle>(),
  ['open', 'float8', ({ open }) => open],
  ['high', 'float8', ({ high }) => high],
  ['low', 'float8', ({ low }) => low],
  ['close', 'float8', ({ close }) => close],
  ['volume', 'float8', ({ volume }) => volume],
];

const DETECTION: Column<Detection>[] = [
  ...candleKey<Detection>(),
  ['status', 'text', ({ status }) => status],
  ['forecast_high', 'float8', ({ forecastHigh }) => forecastHigh],
  ['forecast_low', 'float8', ({ forecastLow }) => forecastLow],
  ['anomaly_score', 'float8', ({ anomalyScore }) => anomalyScore],
  ['threshold', 'float8', ({ threshold }) => threshold],
  ['upper_limit', 'float8', ({ upperLimit }) => upperLimit],
  ['lower_limit', 'float8', ({ lowerLimit }) => lowerLimit],
  ['usual_high', 'float8', ({ usualHigh }) => usualHigh],
  ['usual_low', 'float8', ({ usualLow }) => usualLow],
  ['is_anomaly', 'boolean', ({ isAnomaly }) => isAnomaly],
  ['kinds', 'text[]', ({ kinds }) => `{${kinds.join(',')}}`],
  ['return_period_hours', 'float8', ({ returnPeriodHours }) => returnPeriodHours],
  ['reason', 'text', ({ reason }) => reason],
  ['contributions', 'jsonb', ({ contributions }) => JSON.stringify(contributions)],
  ['model_id', 'text', ({ modelId }) => modelId],
  ['detected_at', 'timestamptz', ({ detectedAt }) => time(detectedAt)],
];

const SERIES: Column<Series>[] = [
  ...seriesKey<Series>(),
  ['candle_count', 'integer', ({ candleCount }) => candleCount],
  ['anomaly_count', 'integer', ({ anomalyCount }) => anomalyCount],
  ['first_open_time', 'timestamptz', ({ firstOpenTime }) => time(firstOpenTime)],
  ['last_open_time', 'timestamptz', ({ lastOpenTime }) => time(lastOpenTime)],
  ['warm_up_remaining', 'integer', ({ warmUpRemaining }) => warmUpRemaining],
  ['incident_opened_at', 'timestamptz', ({ incidentOpenedAt }) => timeOrNull(incidentOpenedAt)],
  ['incidents_up_to', 'timestamptz', ({ incidentsUpTo }) => timeOrNull(incidentsUpTo)],
];

/** A state with its place among the bytes of all of them: as one value they are sent as they are, in an array as text. */
type PlacedCheckpoint = Checkpoint & { from: number };

const STATE: Column<PlacedCheckpoint>[] = [
  ...seriesKey<PlacedCheckpoint>(),
  ['model_id', 'text', ({ modelId }) => modelId],
  ['open_time', 'timestamptz', ({ openTime }) => time(openTime)],
];
const STATE_PLACE: Column<PlacedCheckpoint>[] = [
  ['state_from', 'integer', ({ from }) => from],
  ['state_length', 'integer', ({ state }) => state.length],
];

const BUCKET: Column<AccuracyBucket>[] = [
  ...seriesKey<AccuracyBucket>(),
  ['start', 'timestamptz', ({ start }) => time(start)],
  ['scored_count', 'integer', ({ scoredCount }) => scoredCount],
  ['error_sum', 'float8', ({ errorSum }) => errorSum],
  ['baseline_count', 'integer', ({ baselineCount }) => baselineCount],
  ['baseline_sum', 'float8', ({ baselineSum }) => baselineSum],
  ['anomaly_count', 'integer', ({ anomalyCount }) => anomalyCount],
  ['last_open_time', 'timestamptz', ({ lastOpenTime }) => time(lastOpenTime)],
  ['last_high', 'float8', ({ lastHigh }) => lastHigh],
];

const INCIDENT: Column<Incident>[] = [
  ...seriesKey<Incident>(),
  ['opened_at', 'timestamptz', ({ openedAt }) => time(openedAt)],
  ['newest_at', 'timestamptz', ({ newestAt }) => time(newestAt)],
  ['closed_at', 'timestamptz', ({ closedAt }) => timeOrNull(closedAt)],
  ['anomaly_count', 'integer', ({ anomalyCount }) => anomalyCount],
  ['kinds', 'text[]', ({ kinds }) => `{${kinds.join(',')}}`],
  ['peak_at', 'timestamptz', ({ peakAt }) => time(peakAt)],
  ['peak_return_period_hours', 'float8', ({ peakReturnPeriodHours }) => peakReturnPeriodHours],
  ['changed_at', 'timestamptz', ({ changedAt }) => time(changedAt)],
];

/** Types whose values have to be sent as text, because an array of them would be something else. */
const AS_TEXT = new Set(['text[]']);

/** Parameters of a statement, numbered as they are used. */
class Parameters {
  #count = 0;

  /** Arrays of these types, a row of parameters for `unnest`. */
  arrays(types: readonly string[]): string {
    return types.map((type) => `$${++this.#count}::${AS_TEXT.has(type) ? 'text' : type}[]`).join(', ');
  }

  one(type: string): string {
    return `$${++this.#count}::${type}`;
  }
}

/** @param from what else the rows are selected from, and on which condition */
function insert<Row>(table: string, columns: Column<Row>[], parameters: Parameters, from: string): string {
  const names = columns.map(([name]) => `"${name}"`).join(', ');
  const values = columns.map(([name, type]) => `"${name}"::${type}`).join(', ');
  return `INSERT INTO "${table}" (${names}) SELECT ${values} FROM ${rows(columns, parameters)}${from}`;
}

/** The rows that are given, a parameter for each column. */
function rows<Row>(columns: Column<Row>[], parameters: Parameters): string {
  const names = columns.map(([name]) => `"${name}"`).join(', ');
  return `unnest(${parameters.arrays(columns.map(([, type]) => type))}) AS given (${names})`;
}

function upsert<Row>(
  table: string,
  columns: Column<Row>[],
  parameters: Parameters,
  from: string,
  key: readonly string[] = KEY,
): string {
  const names = columns.map(([name]) => name);
  return `${insert(table, columns, parameters, from)} ${orUpdate(names, key)}`;
}

function orUpdate(names: readonly string[], key: readonly string[]): string {
  const others = names.filter((name) => !key.includes(name));
  const changes = others.map((name) => `"${name}" = excluded."${name}"`).join(', ');
  return `ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${changes}`;
}

function upsertStates(parameters: Parameters, from: string): string {
  const names = STATE.map(([name]) => name);
  const state = `substring(${parameters.one('bytea')} FROM state_from FOR state_length)`;
  const given = rows([...STATE, ...STATE_PLACE], parameters);
  return `INSERT INTO detector_state (${names.join(', ')}, state) SELECT ${names.join(', ')}, ${state} FROM ${given}${from}
          ${orUpdate([...names, 'state'], KEY)}`;
}

/** Types whose values hold nothing that an array would have to quote, which pg looks for in each of them. */
const UNQUOTED = new Set(['float8', 'integer', 'boolean', 'timestamptz']);

const parametersOf = <Row>(columns: Column<Row>[], rows: readonly Row[]): (string | Value[])[] =>
  columns.map(([, type, valueOf]) => {
    const values = rows.map(valueOf);
    return UNQUOTED.has(type) ? `{${values.map((value) => value ?? 'NULL').join(',')}}` : values;
  });

function placed(states: readonly Checkpoint[]): PlacedCheckpoint[] {
  // SQL counts from 1.
  let from = 1;
  return states.map((checkpoint) => {
    const one = { ...checkpoint, from };
    from += checkpoint.state.length;
    return one;
  });
}

// A detection refers to its candle, and an incident to a detection: PostgreSQL checks that when the whole statement is done.
const write = (parameters: Parameters, from: string) => `
       candles AS (${insert('candle', CANDLE, parameters, from)}),
       detections AS (${insert('detection', DETECTION, parameters, from)}),
       counts AS (${upsert('series', SERIES, parameters, from)}),
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
  ...KEY,
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
  const same = names.filter((name) => !KEY.some((part) => part === name));
  // The lock comes first, then the row as it is by then: locking a row reads it anew if it has changed meanwhile.
  return `
  WITH locked AS MATERIALIZED (${lockNames(parameters.arrays(['text']))}),
       expected AS MATERIALIZED (
         SELECT * FROM unnest(${parameters.arrays(EXPECTED.map(([, type]) => type))}) AS given (${names.join(', ')})
       ),
       unchanged AS MATERIALIZED (
         SELECT 1 FROM series JOIN expected USING (${KEY.join(', ')})
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
