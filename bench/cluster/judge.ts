import { setTimeout as pause } from 'node:timers/promises';
import { withDatabase } from '../../e2e/trust/stored-rows.ts';
import { until } from './daemon.ts';
import { isThrough, type Load, type LoadedSeries } from './load.ts';

const CALM_MS = 3_000;

/** What the database holds of a candle. */
export interface StoredCandle {
  openTime: string;
  score: number | null;
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
  // What comes twice would come now.
  await pause(CALM_MS);
  const stored = await readStored(databaseUrl);
  for (const series of load.series) faults.push(...compareSeries(series, stored.get(series.symbol) ?? []));
  return faults;
}

/**
 * @param stored all of the series, ascending
 * @returns a sentence for each list that is not what it has to be
 */
export function compareSeries(
  {
    symbol,
    sent,
    followers,
  }: Pick<LoadedSeries, 'symbol' | 'sent'> & { followers: { received: string[] }[] },
  stored: readonly StoredCandle[],
): string[] {
  const times = stored.map(({ openTime }) => openTime);
  const acknowledged = sent.filter(({ acknowledgedAt }) => acknowledgedAt !== undefined);
  return [
    ...differences(
      `What is stored of ${symbol}`,
      times,
      acknowledged.map(({ openTime }) => openTime),
    ),
    ...differences(
      `Scores of ${symbol}: what is stored`,
      stored.map(({ score }) => score),
      acknowledged.map(({ score }) => score),
    ),
    ...followers.flatMap(({ received }, index) =>
      differences(`What subscriber ${index} of ${symbol} received`, received, times),
    ),
  ];
}

async function readStored(databaseUrl: string): Promise<Map<string, StoredCandle[]>> {
  const { rows } = await withDatabase(databaseUrl, (client) =>
    client.query<{ symbol: string; open_time: Date; anomaly_score: number | null }>(
      `SELECT symbol, open_time, anomaly_score
         FROM candle JOIN detection USING (exchange, symbol, interval, open_time) ORDER BY symbol, open_time`,
    ),
  );
  const stored = new Map<string, StoredCandle[]>();
  for (const { symbol, open_time, anomaly_score } of rows) {
    const candle = { openTime: open_time.toISOString(), score: anomaly_score };
    const others = stored.get(symbol);
    if (others) others.push(candle);
    else stored.set(symbol, [candle]);
  }
  return stored;
}

function differences(what: string, received: readonly unknown[], expected: readonly unknown[]): string[] {
  const length = Math.max(received.length, expected.length);
  const at = Array.from({ length }).findIndex((_, index) => received[index] !== expected[index]);
  if (at < 0) return [];
  const [found, wanted] = [received[at], expected[at]].map((value) => String(value));
  return [
    `${what}: ${received.length} in place of ${expected.length}; number ${at} is ${found}, not ${wanted}.`,
  ];
}
