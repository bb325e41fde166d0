import { useDebounceFn } from '@vueuse/core';
import { type Ref, ref, shallowRef, watch } from 'vue';
import { answered } from '../api/answered.ts';
import { reasonOf } from '../connection/connection-state.ts';
import { useServer } from '../connection/use-server.ts';
import { type Market, marketsQuery } from './watch-documents.ts';

/** As many as anybody reads. */
const MOST = 50;
const TYPING_MS = 200;

/** The markets of one exchange that have all words of a search in their names, as the exchange has them. */
export function useMarketSearch(exchange: Readonly<Ref<string | null>>) {
  const { apollo } = useServer();
  const markets = shallowRef<readonly Market[]>([]);
  const note = ref('');
  let newest = 0;

  async function ask(words: string): Promise<void> {
    const one = ++newest;
    if (exchange.value === null) return;
    note.value = 'Searching…';
    try {
      const variables = { exchange: exchange.value, search: words.slice(0, 100), limit: MOST };
      const { data } = await apollo.query({ query: marketsQuery, variables });
      if (one !== newest) return;
      markets.value = answered(data, 'markets');
      note.value = noteOn(markets.value.length);
    } catch (error) {
      if (one !== newest) return;
      markets.value = [];
      note.value = `The markets could not be loaded: ${reasonOf(error)}`;
    }
  }

  const search = useDebounceFn((words: string) => ask(words), TYPING_MS);
  watch(exchange, () => {
    markets.value = [];
    void ask('');
  });
  return { markets, note, search };
}

function noteOn(count: number): string {
  if (count === 0) return 'No market matches all these words.';
  return count < MOST ? '' : `The first ${MOST}: type a coin to find others`;
}
