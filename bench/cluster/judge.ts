import { deepStrictEqual } from 'node:assert';
import { setTimeout as pause } from 'node:timers/promises';
import { withDatabase } from '../../e2e/trust/stored-rows.ts';
import { until } from './daemon.ts';
import { isThrough, type Load } from './load.ts';

const CALM_MS = 3_000;

interface Row {
  symbol: string;
  open_time: Date;
  anomaly_score: number | null;
}

/**
 * Compares what senders and subscribers were told with what the primary holds, when all is over.
 *
 * @returns what is wrong, a sentence each; empty where nothing is
 */
export async function findFaults(load: Load, databaseUrl: string): Promise<string[]> {
  const faults: string[] = [];
  await until('every subscriber has everything', () =>
    load.series.every(({ sent }) => sent.every(isThrough)),
  ).catch((error: Error) => faults.push(error.message));
  // What came twice would come now.
  await pause(CALM_MS);
  const rows = await withDatabase(
    databaseUrl,
    async (client) =>
      (
        await client.query<Row>(
          'SELECT symbol, open_time, anomaly_score FROM candle JOIN detection USING (exchange, symbol, interval, open_time) ORDER BY symbol, open_time',
        )
      ).rows,
  );
  for (const { symbol, sent, followers } of load.series) {
    const own = rows.filter((row) => row.symbol === symbol);
    const times = own.map((row) => row.open_time.toISOString());
    const told = sent.filter(({ acknowledgedAt }) => acknowledgedAt !== undefined);
    faults.push(
      ...differences(
        `what is stored of ${symbol}`,
        times,
        told.map(({ openTime }) => openTime),
      ),
      ...differences(
        `the stored scores of ${symbol}`,
        own.map((row) => row.anomaly_score),
        told.map(({ score }) => score),
      ),
    );
    for (const { received } of followers)
      faults.push(...differences(`what a subscriber of ${symbol} received`, received, times));
  }
  return faults;
}

function differences(what: string, received: unknown[], expected: unknown[]): string[] {
  try {
    deepStrictEqual(received, expected);
    return [];
  } catch {
    const index = expected.findIndex((value, position) => value !== received[position]);
    const at = index < 0 ? expected.length : index;
    return [
      `${what} has ${received.length} of ${expected.length}, and number ${at} is ${String(received[at])} in place of ${String(expected[at])}`,
    ];
  }
}
