import { createServer } from 'node:http';
import pg from 'pg';
import type { Ohlcv, SeriesKey } from '@detective/data';
import { createDetector, loadArtifact, type DetectorState } from '@detective/models';
import { Candle, Detection, type AccuracyBucket, type Series } from '@detective/schema';
import {
  insert,
  orUpdate,
  Parameters,
  parametersOf,
  rows,
  upsert,
} from '../server/database/column-statements.ts';
import {
  BUCKET,
  BUCKET_KEY,
  CANDLE,
  DETECTION,
  placed,
  SERIES,
  SERIES_KEY,
  STATE,
  STATE_PLACE,
} from '../server/database/judged-columns.ts';
import { addToBuckets } from '../server/ingest/add-to-buckets.ts';

/**
 * The floor for whoever takes candles over HTTP: a program that parses the bodies of requests, judges their candles, and
 * stores the rows that the server stores for them, all those that came during one statement by the next. It checks
 * nothing, locks nothing, knows no incidents, and has its tables for itself: `bare-ingest PORT DATABASE`.
 */
const [port, connectionString] = process.argv.slice(2);
const detector = createDetector(await loadArtifact('btc-usd-1h'), { interval: '1h', alertsPerWeek: 1 });
const { modelId } = detector;
const database = new pg.Client({ connectionString });
await database.connect();

interface Body {
  variables: { candle: SentCandle; candles?: SentCandle[] };
}
type SentCandle = SeriesKey & Omit<Ohlcv, 'openTime'> & { openTime: string };

/** A series as its newest candle left it. */
interface Known {
  key: SeriesKey;
  row: Series;
  state: DetectorState;
  bucket: AccuracyBucket | null;
  /** What is not stored yet. */
  judged: Detection[];
}

const series = new Map<string, Known>();
const changed = new Set<Known>();
let answers: (() => void)[] = [];
let isStoring = false;

createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (text: string) => (body += text));
  request.on('end', () => {
    if (body === '') return response.end();
    const { candle, candles = [candle] } = (JSON.parse(body) as Body).variables;
    const data = candles
      .map(judge)
      .map(({ id, isAnomaly, anomalyScore }) => ({ id, isAnomaly, anomalyScore }));
    answers.push(() => response.end(JSON.stringify({ data })));
    if (!isStoring) void storeAll();
  });
}).listen(Number(port), '127.0.0.1');

function judge({ exchange = '', symbol, interval, openTime: sent, ...values }: SentCandle): Detection {
  const openTime = new Date(sent);
  const key = { exchange, symbol, interval };
  const known = series.get(symbol) ?? begin(key, openTime);
  const { judgement, nextState } = detector.step(known.state, { ...values, openTime: openTime.getTime() });
  const candle = Object.assign(new Candle(), key, values, { openTime });
  const detection = Object.assign(new Detection(), key, judgement, {
    ...{ openTime, candle, modelId },
    detectedAt: new Date(),
  });
  const { row } = known;
  row.candleCount++;
  if (judgement.isAnomaly) row.anomalyCount++;
  row.lastOpenTime = row.incidentsUpTo = openTime;
  known.state = nextState;
  known.judged.push(detection);
  changed.add(known);
  return detection;
}

function begin(key: SeriesKey, openTime: Date): Known {
  const counts = { candleCount: 0, anomalyCount: 0, warmUpRemaining: 0 };
  const times = { firstOpenTime: openTime, lastOpenTime: openTime };
  const row = { ...key, ...counts, ...times, incidentOpenedAt: null, incidentsUpTo: openTime };
  const known = { key, row, state: detector.initialState(), bucket: null, judged: [] };
  series.set(key.symbol, known);
  return known;
}

async function storeAll(): Promise<void> {
  isStoring = true;
  // Requests of the same turn of the event loop share the first statement.
  await Promise.resolve();
  while (answers.length > 0) {
    const stored = answers;
    answers = [];
    await database.query({ name: 'store', text: STORE, values: takeChanged() });
    for (const answer of stored) answer();
  }
  isStoring = false;
}

const given = new Parameters();
const stateColumns = STATE.map(([name]) => name);
const STORE = `
  WITH states AS (
         INSERT INTO detector_state (${stateColumns.join(', ')}, state)
         SELECT ${stateColumns.join(', ')}, substring(${given.one('bytea')} FROM state_from FOR state_length)
           FROM ${rows([...STATE, ...STATE_PLACE], given)} ${orUpdate([...stateColumns, 'state'], SERIES_KEY)}
       ),
       candles AS (${insert('candle', CANDLE, given, '')}),
       detections AS (${insert('detection', DETECTION, given, '')}),
       counts AS (${upsert('series', SERIES, given, '', SERIES_KEY)}),
       sums AS (${upsert('accuracy_bucket', BUCKET, given, '', BUCKET_KEY)})
  SELECT 1`;

/** The values of all that is not stored yet, which counts as stored from then on. */
function takeChanged(): unknown[] {
  const some = [...changed];
  changed.clear();
  const states = placed(
    some.map(({ key, row, state }) => {
      row.warmUpRemaining = detector.warmUpRemaining(state);
      const { buffer, byteOffset, byteLength } = detector.encodeState(state);
      return {
        ...key,
        modelId,
        openTime: row.lastOpenTime,
        state: Buffer.from(buffer, byteOffset, byteLength),
      };
    }),
  );
  const detections = some.flatMap(({ judged }) => judged);
  const buckets = some.flatMap((known) => {
    const after = addToBuckets(known.key, known.bucket, known.judged);
    known.bucket = after.at(-1) ?? null;
    known.judged = [];
    return after;
  });
  const candles = detections.map(({ candle }) => candle);
  const counts = some.map(({ row }) => row);
  return [
    Buffer.concat(states.map(({ state }) => state)),
    ...parametersOf([...STATE, ...STATE_PLACE], states),
    ...parametersOf(CANDLE, candles),
    ...parametersOf(DETECTION, detections),
    ...parametersOf(SERIES, counts),
    ...parametersOf(BUCKET, buckets),
  ];
}
