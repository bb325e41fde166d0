import { deepStrictEqual, strictEqual } from 'node:assert';
import pg from 'pg';

/** Every table, in the order of its key. When a candle was judged is the only thing that two runs may not share. */
const TABLES = {
  candle: 'SELECT * FROM candle ORDER BY symbol, interval, open_time',
  detection: 'SELECT * FROM detection ORDER BY symbol, interval, open_time',
  series: 'SELECT * FROM series ORDER BY symbol, interval',
  detector_state: `SELECT symbol, interval, model_id, open_time, encode(state, 'hex') AS state FROM detector_state
                   ORDER BY symbol, interval`,
  accuracy_bucket: 'SELECT * FROM accuracy_bucket ORDER BY symbol, interval, start',
  incident: 'SELECT * FROM incident ORDER BY symbol, interval, opened_at',
};

type Row = Record<string, unknown>;
export type StoredRows = Record<keyof typeof TABLES, Row[]>;

/** Runs statements on a database from outside the server, on a connection of their own. */
export async function withDatabase<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  // A connection that PostgreSQL's end cuts is reported by the query that needs it.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** All that a database holds, as plain rows. */
export function storedRows(url: string): Promise<StoredRows> {
  return withDatabase(url, async (client) => {
    const read = async (table: keyof typeof TABLES) =>
      (await client.query<Row>(TABLES[table])).rows.map(({ detected_at: _when, ...row }) => row);
    return {
      candle: await read('candle'),
      detection: await read('detection'),
      series: await read('series'),
      detector_state: await read('detector_state'),
      accuracy_bucket: await read('accuracy_bucket'),
      incident: await read('incident'),
    };
  });
}

/** Compares row by row, so that a difference among thousands is shown as the first row that differs. */
export function expectSameRows(received: StoredRows, expected: StoredRows): void {
  for (const table of Object.keys(TABLES) as (keyof typeof TABLES)[]) {
    const differing = expected[table].findIndex(
      (row, index) => JSON.stringify(row) !== JSON.stringify(received[table][index]),
    );
    if (differing >= 0) {
      const name = `row ${differing} of ${table}`;
      deepStrictEqual({ [name]: received[table][differing] }, { [name]: expected[table][differing] });
    }
    strictEqual(received[table].length, expected[table].length, `number of rows of ${table}`);
  }
}

/** What is stored of one series, without its name: two series with the same candles should have the same of it. */
export function rowsOf(rows: StoredRows, symbol: string): StoredRows {
  const only = (table: Row[]) =>
    table.filter((row) => row.symbol === symbol).map(({ symbol: _name, ...row }) => row);
  return {
    candle: only(rows.candle),
    detection: only(rows.detection),
    series: only(rows.series),
    detector_state: only(rows.detector_state),
    accuracy_bucket: only(rows.accuracy_bucket),
    incident: only(rows.incident),
  };
}
