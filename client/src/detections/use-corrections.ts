import { computed } from 'vue';
import { answered } from '../api/answered.ts';
import { graphql, type ResultOf } from '../api/graphql.ts';
import { usePolled } from '../connection/use-polled.ts';
import { useServer } from '../connection/use-server.ts';
import type { SeriesKey } from '../series/series-key.ts';

/** Exchanges correct a candle within a day or so, and the server asks no more often. */
const EVERY_MS = 30_000;
const NEWEST = 1_000;

const correctionsQuery = graphql(`
  query Corrections($exchange: String!, $symbol: String!, $interval: String!, $limit: Int!) {
    corrections(exchange: $exchange, symbol: $symbol, interval: $interval, limit: $limit, mustExist: false) {
      openTime
      noticedAt
      open
      high
      low
      close
      volume
    }
  }
`);

/** What the exchange said of a closed candle after it was stored; the candle itself stays as it was judged. */
export type Correction = ResultOf<typeof correctionsQuery>['corrections'][number];

/** The newest correction of each candle that has one, by openTime; of the newest thousand. */
export function useCorrections(key: SeriesKey) {
  const { apollo } = useServer();
  const { answer } = usePolled<readonly Correction[]>(EVERY_MS, async () => {
    // Clients correct nothing.
    if (key.exchange === '') return [];
    const { data } = await apollo.query({ query: correctionsQuery, variables: { ...key, limit: NEWEST } });
    return answered(data, 'corrections');
  });
  // Ascending by the time of notice within each candle: the last one counts.
  return computed(() => new Map(answer.value?.map((one) => [Date.parse(one.openTime), one])));
}
