import type { Judgement } from '@detective/models';
import { Candle, Detection, type AnomalyKind } from '@detective/schema';
import type { IncomingCandle } from './incoming-candle.ts';

/** The row of a candle that was judged just now, with the candle's own row in it; nobody has given a verdict on it yet. */
export function toDetection(
  incoming: IncomingCandle,
  judgement: Judgement,
  modelId: string,
  detectedAt: Date,
): Detection {
  const { exchange, symbol, interval, open, high, low, close, volume } = incoming;
  const openTime = new Date(incoming.openTime);
  const key = { exchange, symbol, interval, openTime };
  const candle = Object.assign(new Candle(), key, { open, high, low, close, volume });
  // Declared, so that a kind which the API doesn't know fails the type check.
  const kinds: AnomalyKind[] = judgement.kinds;
  return Object.assign(new Detection(), key, judgement, {
    candle,
    modelId,
    detectedAt,
    kinds,
    verdict: null,
  });
}
