import { simulate } from '@detective/data';
import { fillAccuracyBuckets } from '@detective/schema';
import type pg from 'pg';
import { HERE, pause, startCheckout, type CheckoutServer } from '../checkout-server.ts';
import { startDatabase, withClient } from '../database.ts';
import { row, type Row } from '../row.ts';

const STORED = Number(process.env.BENCH_STORED ?? 5_000_000);
const SERIES = 200;
const OLD_A_SERIES = Math.floor(STORED / SERIES);
const MINUTE = 60_000;
const DAY = 1_440;
/** A third of what is stored is too old. */
const RETENTION_DAYS = Math.max(1, Math.floor((OLD_A_SERIES * 2) / 3 / DAY));
const SECONDS = Number(process.env.BENCH_RETENTION_SECONDS ?? 40);
const A_SECOND = 2_000;
const REQUESTS_A_SECOND = 20;
const A_REQUEST = A_SECOND / REQUESTS_A_SECOND;
const LONGEST_PAUSE_MS = 100;
const START = Date.UTC(2024, 0, 1);
const minutes = [
  ...simulate({ seed: 1, interval: '1m', from: START, count: 10 + (2 * SECONDS * A_SECOND) / SERIES }),
];
const SEND = 'mutation ($candles: [CandleInput!]!) { predictAnomalies(candles: $candles) { id } }';
const symbolOf = (index: number) => `OLD/${index}`;

/** Millions of candles, of which the old ones are deleted while new ones come. */
export async function measureRetention(): Promise<Row[]> {
  if (OLD_A_SERIES < 2 * DAY)
    throw new Error(`expected at least ${2 * DAY * SERIES} stored candles: fewer are not old`);
  const database = await startDatabase();
  const url = await database.create('candles');
  try {
    const filling = await startCheckout(HERE, url);
    const warmUp = new Feed(filling);
    for (let request = 0; request < (2 * SERIES) / A_REQUEST; request++) await warmUp.send();
    await withClient(url, fill);
    const alone = await warmUp.run(SECONDS);
    await filling.dispose();
    const server = await startCheckout(HERE, url, { RETENTION_DAYS: String(RETENTION_DAYS) });
    try {
      const feed = new Feed(server, warmUp.sent);
      // What a server has to look up and compile at first is not what is asked here.
      for (let request = 0; request < (4 * SERIES) / A_REQUEST; request++) await feed.send();
      const deleted = () => server.figure('detective_deleted_candles_total');
      // It looks once a minute.
      while (!((await deleted()) > 0)) await pause(20);
      const [began, before] = [performance.now(), await deleted()];
      const beside = await feed.run(SECONDS);
      const rate = ((await deleted()) - before) / ((performance.now() - began) / 1_000);
      const stored = STORED.toLocaleString('en-US');
      return [
        row({
          ...{ what: `candles deleted of ${stored} by RETENTION_DAYS`, figure: rate, unit: '/s' },
          ...{ against: 'those that arrive', reference: A_SECOND, goal: { atLeast: 1 } },
        }),
        row({
          ...{ what: 'longest wait of ingest meanwhile, beyond the longest without', unit: 'ms' },
          figure: Math.max(0, Math.max(...beside) - Math.max(...alone)),
          ...{ against: 'a fixed limit', reference: LONGEST_PAUSE_MS, goal: { atMost: 1 } },
        }),
      ];
    } finally {
      await server.dispose();
    }
  } finally {
    await database.dispose();
  }
}

/** Sends candles of all series in turn, a hundred series a request. */
class Feed {
  constructor(
    private readonly server: CheckoutServer,
    public sent = 0,
  ) {}

  async send(): Promise<void> {
    const first = (this.sent * A_REQUEST) % SERIES;
    const minute = minutes[Math.floor((this.sent * A_REQUEST) / SERIES)];
    if (!minute) throw new Error('there are no minutes left');
    this.sent++;
    const openTime = new Date(minute.openTime);
    const candles = Array.from({ length: A_REQUEST }, (_, index) => ({
      ...{ ...minute, openTime, symbol: symbolOf(first + index), interval: '1m' },
    }));
    await this.server.ask(SEND, { candles });
  }

  /** So many seconds of candles at their pace; how long each request took, in ms. */
  async run(seconds: number): Promise<number[]> {
    const times: number[] = [];
    const began = performance.now();
    for (let request = 0; request < seconds * REQUESTS_A_SECOND; request++) {
      await pause(Math.max(0, began + (request * 1_000) / REQUESTS_A_SECOND - performance.now()));
      const asked = performance.now();
      await this.send();
      times.push(performance.now() - asked);
    }
    return times;
  }
}

/** Stores older candles of each series without judging them, which would take an hour. */
async function fill(client: pg.Client): Promise<void> {
  const before = new Date(START);
  for (let index = 0; index < SERIES; index++) {
    const symbol = symbolOf(index);
    await client.query(
      `INSERT INTO candle (exchange, symbol, interval, open_time, open, high, low, close, volume)
       SELECT '', $1, '1m', $2::timestamptz - n * interval '1 min', 100, 101 + random(), 99, 100, 1
         FROM generate_series(1, $3) n`,
      [symbol, before, OLD_A_SERIES],
    );
    await client.query(
      `INSERT INTO detection (exchange, symbol, interval, open_time, status, forecast_high, forecast_low, anomaly_score,
                              threshold, upper_limit, lower_limit, is_anomaly, kinds, reason, model_id, detected_at)
       SELECT exchange, symbol, interval, open_time, 'SCORED', 101, 99, 1, 2, 103, 97, random() < 0.006, '{}', NULL, 'none', now()
         FROM candle WHERE exchange = '' AND symbol = $1 AND interval = '1m' AND open_time < $2`,
      [symbol, before],
    );
    await client.query(
      'UPDATE series SET candle_count = candle_count + $1, first_open_time = $2 WHERE symbol = $3',
      [OLD_A_SERIES, new Date(START - OLD_A_SERIES * MINUTE), symbol],
    );
    const key = { exchange: '', symbol, interval: '1m' } as const;
    await fillAccuracyBuckets(client, key, { first: START - OLD_A_SERIES * MINUTE, last: START });
  }
}
