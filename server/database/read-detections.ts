import { Candle, Detection, Verdict } from '@detective/schema';
import { Any, type EntityManager, type FindOperator, type FindOptionsOrderValue } from 'typeorm';

export interface DetectionRange {
  exchange: string;
  symbol: string;
  interval: string;
  /** Which open times; all of the series without it. */
  openTime?: FindOperator<Date>;
  isAnomaly?: true;
}

export interface DetectionPage {
  order: { openTime: FindOptionsOrderValue };
  take?: number;
}

/**
 * Detections of one series with their candles and verdicts.
 *
 * The three tables share a key and are read one after the other by it. A join of them is planned from statistics, and a
 * table that was filled a minute ago has none: then a page of 1,000 in a series of 100,000 takes 5 s instead of 5 ms.
 * With statistics the join still reads the index of all candles up to the page.
 */
export async function readDetections(
  manager: EntityManager,
  range: DetectionRange,
  { order, take }: DetectionPage,
): Promise<Detection[]> {
  const { exchange, symbol, interval } = range;
  const detections = await manager.find(Detection, {
    where: range,
    order,
    ...(take !== undefined && { take }),
  });
  if (detections.length === 0) return [];
  const where = { exchange, symbol, interval, openTime: Any(detections.map(({ openTime }) => openTime)) };
  const candles = byTime(await manager.find(Candle, { where }));
  const verdicts = byTime(await manager.find(Verdict, { where }));
  return detections.flatMap((detection) => {
    const time = detection.openTime.getTime();
    const candle = candles.get(time);
    // Retention may delete both between the two queries.
    return candle ? Object.assign(detection, { candle, verdict: verdicts.get(time) ?? null }) : [];
  });
}

const byTime = <Row extends { openTime: Date }>(rows: Row[]): Map<number, Row> =>
  new Map(rows.map((row) => [row.openTime.getTime(), row]));
