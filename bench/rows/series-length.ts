import { simulate, type Interval } from '@detective/data';
import { fillAccuracyBuckets } from '@detective/schema';
import { HERE, startCheckout, type CheckoutServer } from '../checkout-server.ts';
import { startDatabase, withClient } from '../database.ts';
import { quantile, row, type Row } from '../row.ts';

const SHORT = 1_000;
const LONG = Number(process.env.BENCH_CANDLES ?? 1_000_000);
const JUDGED = 400;
const TIMES = 60;
const INTERVAL: Interval = '1h';
const HOUR = 3_600_000;
const hours = [
  ...simulate({ seed: 1, interval: INTERVAL, from: Date.UTC(2024, 0, 1), count: JUDGED + TIMES }),
];
const SEND = 'mutation ($candles: [CandleInput!]!) { predictAnomalies(candles: $candles) { id } }';
const DETECTION = `id status forecastHigh upperLimit lowerLimit anomalyScore isAnomaly reason
  candle { openTime open high low close volume } verdict { kind note }`;

/** What the page asks of a series. */
const QUESTIONS: Readonly<Record<string, (symbol: string, count: number) => string>> = {
  'accuracy of a series': (symbol) =>
    `{ accuracy(symbol: "${symbol}") { scoredCandles meanAbsoluteError baselineMeanAbsoluteError precision } }`,
  'accuracy between two times': (symbol, count) =>
    `{ accuracy(symbol: "${symbol}", from: "${time(10.5 - count)}", to: "${time(-10.5)}") { scoredCandles } }`,
  'overview of all series': () =>
    '{ overview { series { symbol } lastClose openAnomalies recentCloses overdueSince } }',
  'newest 500 detections': (symbol) => `{ detections(symbol: "${symbol}", limit: 500) { ${DETECTION} } }`,
  'oldest 500 detections': (symbol, count) =>
    `{ detections(symbol: "${symbol}", from: "${time(-count)}", limit: 500) { ${DETECTION} } }`,
  'newest 5 anomalies': (symbol) =>
    // So many are in a thousand candles, too.
    `{ detections(symbol: "${symbol}", limit: 5, anomaliesOnly: true) { ${DETECTION} } }`,
  'forecast of the next candle': (symbol) => `{ forecast(symbol: "${symbol}") { high upperLimit } }`,
  'corrections of a series': (symbol) => `{ corrections(symbol: "${symbol}", limit: 100) { openTime } }`,
};

/** So many hours after the candles that are judged; they lie that far back that the long series fits before them. */
const time = (hour: number): string => new Date((hours[0]?.openTime ?? 0) + hour * HOUR).toISOString();

/** What the page asks, and a candle that is judged, in a series of a million candles beside one of a thousand. */
export async function measureSeriesLength(): Promise<Row[]> {
  const database = await startDatabase();
  const [url, lone] = [await database.create('long'), await database.create('short')];
  const [long, short] = [await startCheckout(HERE, url), await startCheckout(HERE, lone)];
  try {
    await fill(long, url, LONG);
    await fill(short, lone, SHORT);
    const rows: Row[] = [];
    for (const [what, question] of Object.entries(QUESTIONS)) {
      const ask = (server: CheckoutServer, count: number) => server.ask(question('MANY/USD', count));
      rows.push(
        await compare(
          what,
          () => ask(long, LONG),
          () => ask(short, SHORT),
          1.5,
        ),
      );
    }
    const next = (server: CheckoutServer) => {
      let hour = JUDGED;
      return () => send(server, [hour++]);
    };
    rows.push(await compare('predictAnomaly', next(long), next(short), 1.2));
    return rows;
  } finally {
    await long.dispose();
    await short.dispose();
    await database.dispose();
  }
}

async function compare(
  what: string,
  long: () => Promise<unknown>,
  short: () => Promise<unknown>,
  atMost: number,
): Promise<Row> {
  const [ours, theirs]: [number[], number[]] = [[], []];
  // One after the other, so that whoever else uses the machine disturbs both alike.
  for (let round = 0; round < TIMES; round++) {
    for (const [work, times] of [
      [long, ours],
      [short, theirs],
    ] as const) {
      const began = performance.now();
      await work();
      if (round >= TIMES / 6) times.push(performance.now() - began);
    }
  }
  return row({
    what: `${what}, ${LONG.toLocaleString('en-US')} candles`,
    figure: quantile(ours, 0.5),
    unit: 'ms',
    against: `${SHORT.toLocaleString('en-US')} candles`,
    reference: quantile(theirs, 0.5),
    goal: { atMost },
  });
}

const send = (server: CheckoutServer, indices: number[]) =>
  server.ask(SEND, {
    candles: indices.flatMap((index) => {
      const hour = hours[index];
      return hour
        ? [{ ...hour, openTime: new Date(hour.openTime), symbol: 'MANY/USD', interval: INTERVAL }]
        : [];
    }),
  });

/** Judges the newest candles, and stores older ones without judging them, which would take minutes. */
async function fill(server: CheckoutServer, url: string, count: number): Promise<void> {
  await send(
    server,
    Array.from({ length: JUDGED }, (_, index) => index),
  );
  const old = count - JUDGED;
  await withClient(url, async (client) => {
    await client.query(
      `INSERT INTO candle (exchange, symbol, interval, open_time, open, high, low, close, volume)
       SELECT '', 'MANY/USD', '1h', $1::timestamptz - n * interval '1 h', 100, 101 + random(), 99, 100, 1
         FROM generate_series(1, $2) n`,
      [time(0), old],
    );
    await client.query(
      `INSERT INTO detection (exchange, symbol, interval, open_time, status, forecast_high, forecast_low, anomaly_score,
                              threshold, upper_limit, lower_limit, is_anomaly, kinds, reason, model_id, detected_at)
       SELECT exchange, symbol, interval, open_time, 'SCORED', 101, 99, 1, 2, 103, 97, random() < 0.006, '{}', NULL, 'none', now()
         FROM candle WHERE open_time < $1`,
      [time(0)],
    );
    await client.query('UPDATE series SET candle_count = candle_count + $1, first_open_time = $2', [
      old,
      time(-old),
    ]);
    const key = { exchange: '', symbol: 'MANY/USD', interval: INTERVAL };
    await fillAccuracyBuckets(client, key, {
      first: Date.parse(time(-old)),
      last: Date.parse(time(JUDGED - 1)),
    });
  });
}
