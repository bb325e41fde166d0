import { setTimeout as pause } from 'node:timers/promises';
import type { Ohlcv } from '@detective/data';

const RETRY_MS = 100;

/** What a client was told of a candle. */
export interface Judgement {
  id: string;
  status: string;
  anomalyScore: number | null;
  threshold: number | null;
  isAnomaly: boolean;
  reason: string | null;
  detectedAt: string;
}

interface Answer {
  data?: { predictAnomalies: Judgement[] } | null;
  errors?: { message: string; extensions: { code: string } }[];
}

const SEND = `mutation ($candles: [CandleInput!]!) {
  predictAnomalies(candles: $candles) { id status anomalyScore threshold isAnomaly reason detectedAt }
}`;

export const inputsOf = (symbol: string, candles: Ohlcv[]) =>
  candles.map((candle) => ({ ...candle, symbol, openTime: new Date(candle.openTime).toISOString() }));

/** Sends candles once; a connection that breaks before the answer throws. */
export async function send(url: string, symbol: string, candles: Ohlcv[]): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: SEND, variables: { candles: inputsOf(symbol, candles) } }),
  });
  return (await response.json()) as Answer;
}

/**
 * Sends candles in batches and, while the server or its database is away, the same batch again until it is judged.
 *
 * @returns the judgements it was told, in order
 * @throws what the server says when it is anything but SERVICE_UNAVAILABLE
 */
export async function sendStubbornly(
  url: string,
  symbol: string,
  candles: Ohlcv[],
  batchSize: number,
): Promise<Judgement[]> {
  const judgements: Judgement[] = [];
  while (judgements.length < candles.length) {
    const batch = candles.slice(judgements.length, judgements.length + batchSize);
    const answer = await send(url, symbol, batch).catch(() => undefined);
    const fault = answer?.errors?.[0];
    if (fault && fault.extensions.code !== 'SERVICE_UNAVAILABLE') throw new Error(JSON.stringify(fault));
    if (answer?.data) judgements.push(...answer.data.predictAnomalies);
    else await pause(RETRY_MS);
  }
  return judgements;
}
