import type { Ohlcv } from '@detective/data';
import { CandleSender } from '../../server/candle-sender/candle-sender.ts';
import type { ToldDetection } from '../../server/candle-sender/proof.ts';

/** What a client was told of a candle. */
export interface Judgement {
  id: string;
  status: string;
  anomalyScore: number | null;
  threshold: number | null;
  isAnomaly: boolean;
  returnPeriodHours: number | null;
  reason: string | null;
  detectedAt: string;
}

interface Answer {
  data?: { predictAnomalies: Judgement[] } | null;
  errors?: { message: string; extensions: { code: string } }[];
}

const JUDGEMENT_FIELDS = 'id status anomalyScore threshold isAnomaly returnPeriodHours reason detectedAt';

const SEND = `mutation ($candles: [CandleInput!]!) { predictAnomalies(candles: $candles) { ${JUDGEMENT_FIELDS} } }`;

export const inputsOf = (symbol: string, candles: Ohlcv[]) =>
  candles.map((candle) => ({ ...candle, symbol, openTime: new Date(candle.openTime).toISOString() }));

/** Sends candles once, and gives the answer as it came; a connection that breaks before the answer throws. */
export async function send(url: string, symbol: string, candles: Ohlcv[]): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: SEND, variables: { candles: inputsOf(symbol, candles) } }),
  });
  return (await response.json()) as Answer;
}

/**
 * Sends candles in batches, each until its answer proves that it is stored.
 *
 * @returns the judgements it was told, in order
 * @throws what the server says when it refuses a candle for good
 */
export async function sendStubbornly(
  url: string,
  symbol: string,
  candles: Ohlcv[],
  batchSize: number,
): Promise<Judgement[]> {
  const sender = new CandleSender({
    url: `${url}/graphql`,
    signal: new AbortController().signal,
    onWaiting: () => undefined,
  });
  const judgements: Judgement[] = [];
  for (let start = 0; start < candles.length; start += batchSize) {
    const batch = candles.slice(start, start + batchSize);
    const told = await sender.send({ exchange: '', symbol, interval: '1h' }, batch, JUDGEMENT_FIELDS);
    judgements.push(...(told as (Judgement & ToldDetection)[]));
  }
  return judgements;
}
