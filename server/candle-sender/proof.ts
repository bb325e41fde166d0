import type { Ohlcv } from '@detective/data';
import { isRecord, NoAnswerError } from './ask-server.ts';

/** What the server told of a candle: its open time, and whatever other fields were asked for. */
export type ToldDetection = { candle: { openTime: string } } & Record<string, unknown>;

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/**
 * The detections in an answer, once they prove that exactly these candles are stored.
 *
 * @param data of an answer to `predictAnomaly` or `predictAnomalies`
 * @throws {NoAnswerError} for fewer, more or other candles than were sent
 */
export function provenDetections(data: Record<string, unknown>, sent: readonly Ohlcv[]): ToldDetection[] {
  const told = 'predictAnomaly' in data ? [data.predictAnomaly] : data.predictAnomalies;
  if (!Array.isArray(told) || told.length !== sent.length || !told.every(isDetection)) throw unproven();
  if (told.some(({ candle }, index) => Date.parse(candle.openTime) !== sent[index]?.openTime))
    throw unproven();
  return told;
}

const isDetection = (value: unknown): value is ToldDetection =>
  isRecord(value) && isRecord(value.candle) && typeof value.candle.openTime === 'string';

/**
 * The candles in an answer to `candles`, ascending.
 *
 * @throws {NoAnswerError} for anything that is no list of candles
 */
export function provenCandles({ candles }: Record<string, unknown>): Ohlcv[] {
  if (!Array.isArray(candles)) throw unproven();
  return candles.map((candle: unknown) => {
    if (!isRecord(candle)) throw unproven();
    const { openTime, open, high, low, close, volume: number, volumeIsKnown } = candle;
    const time = typeof openTime === 'string' ? Date.parse(openTime) : NaN;
    if (![time, open, high, low, close, number].every(isNumber)) throw unproven();
    if (typeof volumeIsKnown !== 'boolean') throw unproven();
    const volume = volumeIsKnown ? number : null;
    return { openTime: time, open, high, low, close, volume } as Ohlcv;
  });
}

const unproven = () => new NoAnswerError('the answer does not name the candles that it should');
