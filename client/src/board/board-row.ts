import type { AnomalyKind } from '../detections/detection-row.ts';
import type { EpochMs, Price } from '../format/units.ts';
import { seriesName } from '../series/series-address.ts';
import type { SeriesKey } from '../series/series-key.ts';
import type { BoardPage } from './board-documents.ts';

/** The rarest anomaly of a part of the range. */
export interface LaneAnomaly {
  readonly openTime: EpochMs;
  /** Null for a fault of the feed. */
  readonly returnPeriodHours: number | null;
  readonly kind: AnomalyKind;
  /** How many there are in that part. */
  readonly count: number;
}

export interface NewestIncident {
  readonly openedAt: EpochMs;
  readonly isOpen: boolean;
  readonly anomalyCount: number;
  readonly kinds: readonly AnomalyKind[];
  readonly peakAt: EpochMs;
  readonly peakReturnPeriodHours: number | null;
}

/** One series of the board. */
export interface BoardRow {
  readonly name: string;
  readonly key: SeriesKey;
  readonly lastOpenTime: EpochMs;
  readonly warmUpRemaining: number;
  readonly overdueSince: EpochMs | null;
  readonly lastClose: Price | null;
  readonly recentCloses: readonly Price[];
  readonly newestIncident: NewestIncident | null;
  /** Ascending by openTime. */
  readonly anomalies: readonly LaneAnomaly[];
}

/** What the server says of a page of series, as rows; a series of which it has only half is left out. */
export function boardRows({ overview, anomalyLanes }: BoardPage): BoardRow[] {
  const lanes = new Map(anomalyLanes.map((lane) => [seriesName(lane), lane]));
  return overview.flatMap(({ series, overdueSince, ...glance }) => {
    const { exchange, symbol, interval, lastOpenTime, warmUpRemaining } = series;
    const key = { exchange, symbol, interval };
    const lane = lanes.get(seriesName(key));
    if (!lane) return [];
    return {
      ...glance,
      ...{ name: seriesName(key), key, warmUpRemaining },
      lastOpenTime: Date.parse(lastOpenTime),
      overdueSince: overdueSince === null ? null : Date.parse(overdueSince),
      newestIncident: lane.newestIncident && newestIncident(lane.newestIncident),
      anomalies: lane.anomalies.map((one) => ({ ...one, openTime: Date.parse(one.openTime) })),
    };
  });
}

type Lane = BoardPage['anomalyLanes'][number];

const newestIncident = ({
  openedAt,
  closedAt,
  peakAt,
  ...rest
}: NonNullable<Lane['newestIncident']>): NewestIncident => ({
  ...rest,
  openedAt: Date.parse(openedAt),
  peakAt: Date.parse(peakAt),
  isOpen: closedAt === null,
});
