import type { DetectionRow } from '../detections/detection-row.ts';
import type { SeriesKey } from '../series/series-key.ts';

/** The API gives no more at once. */
const LONGEST_PAGE = 1_000;

/**
 * What a query for these anomalies returns: all from the first one to the last, since the API has no filter by kind or
 * rarity, and only the newest of very many.
 *
 * @param all every anomaly that is known, ascending by openTime
 */
export function answerFor(shown: readonly DetectionRow[], all: readonly DetectionRow[]): DetectionRow[] {
  const first = shown[0]?.openTime ?? Infinity;
  const last = shown.at(-1)?.openTime ?? -Infinity;
  return all.filter(({ openTime }) => openTime >= first && openTime <= last).slice(-LONGEST_PAGE);
}

/** The query that returns these anomalies: from the first one up to and including the last. */
export function anomaliesQuery(
  { exchange, symbol, interval }: SeriesKey,
  rows: readonly DetectionRow[],
): string {
  const first = rows[0]?.openTime ?? 0;
  const last = rows.at(-1)?.openTime ?? 0;
  // `to` is exclusive.
  const [from, to] = [first, last + 1_000].map((time) => JSON.stringify(new Date(time).toISOString()));
  return `query Anomalies {
  detections(
    exchange: ${JSON.stringify(exchange)}
    symbol: ${JSON.stringify(symbol)}
    interval: ${JSON.stringify(interval)}
    from: ${from}
    to: ${to}
    limit: ${LONGEST_PAGE}
    anomaliesOnly: true
  ) {
    candle { openTime open high low close volume volumeIsKnown }
    kinds
    reason
    anomalyScore
    threshold
    returnPeriodHours
    verdict { kind note }
  }
}
`;
}
