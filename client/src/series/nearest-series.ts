import { CombinedGraphQLErrors } from '@apollo/client/errors';
import { onScopeDispose, shallowRef } from 'vue';
import { graphql } from '../api/graphql.ts';
import { backOffMs, waitToRetry } from '../connection/back-off.ts';
import { useServer } from '../connection/use-server.ts';
import type { SeriesKey } from './series-key.ts';

const seriesExists = graphql(`
  query SeriesExists($exchange: String!, $symbol: String!, $interval: String!) {
    candles(exchange: $exchange, symbol: $symbol, interval: $interval, limit: 1) {
      openTime
    }
  }
`);

/** A series as errors of the server name it: "BTC/USD 1h", or "kraken BTC/USD 1h"; null for anything else. */
export function seriesNamed(name: unknown): SeriesKey | null {
  const [, exchange = '', symbol, interval] =
    /^(?:(\S+) )?(\S+) (\d+[a-zA-Z])$/.exec(typeof name === 'string' ? name : '') ?? [];
  return symbol !== undefined && interval !== undefined ? { exchange, symbol, interval } : null;
}

/** Their letters are the same, and their separators stand at the same places or are left out in one of them. */
function isSameMarket(one: string, other: string): boolean {
  const [ones, others] = [one, other].map((symbol) => symbol.toUpperCase().split(/[^A-Z0-9]+/));
  if (!ones || !others || ones.join('') !== others.join('')) return false;
  return ones.length === 1 || others.length === 1 || ones.join('/') === others.join('/');
}

/** Whether two series are one, but for how the symbol is spelled: btc-usd and BTC/USD. */
export const isSpelling = (one: SeriesKey, other: SeriesKey): boolean =>
  one.exchange === other.exchange &&
  one.interval === other.interval &&
  isSameMarket(one.symbol, other.symbol);

/**
 * The series whose names are nearest to one without a candle, the nearest first; empty where none is like it, and
 * until the server has answered.
 */
export function useNearestSeries(key: SeriesKey) {
  const { apollo } = useServer();
  const nearest = shallowRef<readonly SeriesKey[]>([]);
  const end = new AbortController();

  async function ask(): Promise<void> {
    for (let attempt = 0; !end.signal.aborted; attempt++) {
      try {
        await apollo.query({ query: seriesExists, variables: key });
        return;
      } catch (error) {
        const names = CombinedGraphQLErrors.is(error) && error.errors[0]?.extensions?.nearest;
        if (Array.isArray(names)) {
          nearest.value = names.flatMap((name) => seriesNamed(name) ?? []);
          return;
        }
        await waitToRetry(backOffMs(attempt), end.signal);
      }
    }
  }

  void ask();
  onScopeDispose(() => end.abort());
  return nearest;
}
