import type { AccuracyBucket, Candle, Checkpoint, Detection, Incident, Series } from '@detective/schema';
import type { EntityManager } from 'typeorm';
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

const INCIDENT_KEY = ['exchange', 'symbol', 'interval', 'opened_at'];

/** A column with its type and where its value comes from. */
type Column<Row> = readonly [name: string, type: string, valueOf: (row: Row) => Value];

const KEY = ['exchange', 'symbol', 'interval'] as const;
const BUCKET_KEY = [...KEY, 'start'];
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
  ['is_anomaly', 'boolean', ({ isAnomaly }) => isAnomaly],
  ['kinds', 'text[]', ({ kinds }) => `{${kinds.join(',')}}`],
  ['return_period_hours', 'float8', ({ returnPeriodHours }) => returnPeriodHours],
  ['reason', 'text', ({ reason }) => reason],
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

const STATE: Column<Checkpoint>[] = [
  ...seriesKey<Checkpoint>(),
  ['model_id', 'text', ({ modelId }) => modelId],
  ['open_time', 'timestamptz', ({ openTime }) => time(openTime)],
  ['state', 'bytea', ({ state }) => state],
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

/** @param first number of the first parameter */
function insert<Row>(table: string, columns: Column<Row>[], first: number): string {
  const names = columns.map(([name]) => `"${name}"`).join(', ');
  const values = columns.map(([name, type]) => `"${name}"::${type}`).join(', ');
  const given = columns.map(([, type], index) => `$${first + index}::${AS_TEXT.has(type) ? 'text' : type}[]`);
  return `INSERT INTO "${table}" (${names}) SELECT ${values} FROM unnest(${given.join(', ')}) AS given (${names})`;
}

function upsert<Row>(
  table: string,
  columns: Column<Row>[],
  first: number,
  key: readonly string[] = KEY,
): string {
  const others = columns.map(([name]) => name).filter((name) => !key.includes(name));
  const changes = others.map((name) => `"${name}" = excluded."${name}"`).join(', ');
  return `${insert(table, columns, first)} ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${changes}`;
}

const parametersOf = <Row>(columns: Column<Row>[], rows: readonly Row[]): Value[][] =>
  columns.map(([, , valueOf]) => rows.map(valueOf));

const FIRST_OF_SERIES = 1 + CANDLE.length + DETECTION.length;
const FIRST_OF_BUCKET = FIRST_OF_SERIES + SERIES.length + STATE.length;

// A detection refers to its candle, and an incident to a detection: PostgreSQL checks that when the whole statement is done.
const WRITE = `
  WITH candles AS (${insert('candle', CANDLE, 1)}),
       detections AS (${insert('detection', DETECTION, 1 + CANDLE.length)}),
       counts AS (${upsert('series', SERIES, FIRST_OF_SERIES)}),
       states AS (${upsert('detector_state', STATE, FIRST_OF_SERIES + SERIES.length)}),
       buckets AS (${upsert('accuracy_bucket', BUCKET, FIRST_OF_BUCKET, BUCKET_KEY)})
  ${upsert('incident', INCIDENT, FIRST_OF_BUCKET + BUCKET.length, INCIDENT_KEY)}`;

/** Says what is written to whoever reads the messages between server and PostgreSQL. */
const WRITE_NAME = 'INSERT INTO "candle" with all that belongs to it';

/**
 * Writes candles, detections, counts, states, sums and incidents in one statement with a parameter for each column, so that neither its
 * text nor the round trips grow with what is written.
 */
export async function writeJudged(
  manager: EntityManager,
  { detections, series, states, buckets, incidents }: Judged,
): Promise<void> {
  const candles = detections.map(({ candle }) => candle);
  await runPrepared(manager, WRITE_NAME, WRITE, [
    ...parametersOf(CANDLE, candles),
    ...parametersOf(DETECTION, detections),
    ...parametersOf(SERIES, series),
    ...parametersOf(STATE, states),
    ...parametersOf(BUCKET, buckets),
    ...parametersOf(INCIDENT, incidents),
  ]);
}
