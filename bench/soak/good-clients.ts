import { deepStrictEqual } from 'node:assert';
import { setTimeout as pause } from 'node:timers/promises';
import type { Ohlcv, Random } from '@detective/data';
import { send, type Judgement } from '../../e2e/trust/candle-sender.ts';

const RETRY_MS = 200;
const LARGEST_BATCH = 20;

/** One client that sends a series and repeats each batch until it is judged. */
export interface Sender {
  readonly symbol: string;
  readonly candles: Ohlcv[];
  /** What it was told, a judgement a candle in order. */
  readonly told: Judgement[];
  /** How long the server took for each answer that was a judgement, in ms. */
  readonly answerMs: number[];
  /** How often it was refused for the moment or cut off. */
  refusals: number;
}

export const createSender = (symbol: string, candles: Ohlcv[]): Sender => ({
  symbol,
  candles,
  told: [],
  answerMs: [],
  refusals: 0,
});

/**
 * Sends the candles as they become due, evenly over the time that is left; after an outage in larger batches, as
 * clients do that have to catch up, until it is told to stop. Now and then it sends a batch again that was judged already.
 *
 * @throws what the server says when it is anything but SERVICE_UNAVAILABLE, or another judgement for the same candle
 */
export async function keepSending(
  sender: Sender,
  urls: string[],
  durationMs: number,
  random: Random,
  signal: AbortSignal,
): Promise<void> {
  const { candles, told } = sender;
  const began = performance.now();
  while (told.length < candles.length && !signal.aborted) {
    const due = Math.min(1, (performance.now() - began) / durationMs) * candles.length;
    const batch = candles.slice(told.length, Math.min(Math.ceil(due), told.length + LARGEST_BATCH));
    if (batch.length === 0) {
      await pause(Math.min(1_000, durationMs / candles.length));
      continue;
    }
    const judgements = await sendOnce(sender, urls[random.integer(urls.length)] ?? '', batch);
    if (!judgements) await pause(RETRY_MS);
    else {
      told.push(...judgements);
      if (random.integer(20) === 0) await sendAgain(sender, urls[random.integer(urls.length)] ?? '', batch);
    }
  }
}

async function sendOnce(sender: Sender, url: string, batch: Ohlcv[]): Promise<Judgement[] | undefined> {
  const asked = performance.now();
  const answer = await send(url, sender.symbol, batch).catch(() => undefined);
  const fault = answer?.errors?.[0];
  if (fault && fault.extensions.code !== 'SERVICE_UNAVAILABLE') throw new Error(JSON.stringify(fault));
  if (answer?.data) sender.answerMs.push(performance.now() - asked);
  else sender.refusals++;
  return answer?.data?.predictAnomalies;
}

async function sendAgain(sender: Sender, url: string, batch: Ohlcv[]): Promise<void> {
  const judgements = await sendOnce(sender, url, batch);
  if (judgements) deepStrictEqual(judgements, sender.told.slice(-batch.length));
}
