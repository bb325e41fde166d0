import type { ApolloClient } from '@apollo/client';
import { answered } from '../api/answered.ts';
import { detectionsPage } from '../api/documents.ts';
import { type DetectionRow, toRow } from './detection-row.ts';
import type { SeriesKey } from '../series/series-key.ts';

/** Which of the detections before some time: all of them, or the anomalies among them. */
export interface PageRequest {
  readonly limit: number;
  /** Only candles that opened before this time; the newest ones without it. */
  readonly before?: number;
  readonly anomaliesOnly?: boolean;
}

/** Reads pages of the history of one series, ascending by time. */
export function detectionPages(apollo: ApolloClient, key: SeriesKey) {
  return async ({ limit, before, anomaliesOnly = false }: PageRequest): Promise<DetectionRow[]> => {
    const to = before === undefined ? null : new Date(before).toISOString();
    const { data } = await apollo.query({
      query: detectionsPage,
      variables: { ...key, limit, to, anomaliesOnly },
    });
    return answered(data, 'detections').map(toRow);
  };
}
