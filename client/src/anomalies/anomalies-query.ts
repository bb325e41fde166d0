import type { DetectionRow } from '../detections/detection-row.ts';
import type { SeriesKey } from '../detections/series-key.ts';

/** The query that returns these anomalies: from the first one up to and including the last. */
export function anomaliesQuery({ symbol, interval }: SeriesKey, rows: readonly DetectionRow[]): string {
  const first = rows[0]?.openTime ?? 0;
  const last = rows.at(-1)?.openTime ?? 0;
  // `to` is exclusive.
  const [from, to] = [first, last + 1_000].map((time) => JSON.stringify(new Date(time).toISOString()));
  return `query Anomalies {
  detections(
    symbol: ${JSON.stringify(symbol)}
    interval: ${JSON.stringify(interval)}
    from: ${from}
    to: ${to}
    limit: 1000
    anomaliesOnly: true
  ) {
    candle { openTime open high low close volume }
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
