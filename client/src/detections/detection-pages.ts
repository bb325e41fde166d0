import type { ApolloClient } from '@apollo/client';
import { answered } from '../api/answered.ts';
import { detectionsPage } from '../api/documents.ts';
import type { EpochMs } from '../format/units.ts';
import { type DetectionRow, toRow } from './detection-row.ts';
import type { SeriesKey } from '../series/series-key.ts';

/** Which of the detections before or after some time: all of them, or the anomalies among them. */
export interface PageRequest {
  readonly limit: number;
  /** Only candles that opened before this time: the newest of them. */
  readonly before?: number;
  /** Only candles that opened at this time or later: the oldest of them. Without both times the newest of all. */
  readonly from?: number;
  readonly anomaliesOnly?: boolean;
}

/** Reads pages of the history of one series, ascending by time. */
export function detectionPages(apollo: ApolloClient, key: SeriesKey) {
  return async ({ limit, before, from, anomaliesOnly = false }: PageRequest): Promise<DetectionRow[]> => {
    const times = { from: timeOf(from), to: timeOf(before) };
    const { data } = await apollo.query({
      query: detectionsPage,
      variables: { ...key, ...times, limit, anomaliesOnly },
    });
    return answered(data, 'detections').map(toRow);
  };
}

const timeOf = (time: EpochMs | undefined): string | null =>
  time === undefined ? null : new Date(time).toISOString();
