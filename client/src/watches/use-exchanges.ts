import { onScopeDispose, ref, shallowRef } from 'vue';
import { answered } from '../api/answered.ts';
import { backOffMs, waitToRetry } from '../connection/back-off.ts';
import { reasonOf } from '../connection/connection-state.ts';
import { useServer } from '../connection/use-server.ts';
import { type Exchange, exchangesQuery } from './watch-documents.ts';

/** The exchanges that can be followed; asked for when somebody needs them, because the server has to load them. */
export function useExchanges() {
  const { apollo } = useServer();
  const exchanges = shallowRef<readonly Exchange[]>([]);
  const failure = ref<string | null>(null);
  let isAsking = false;
  const end = new AbortController();
  onScopeDispose(() => end.abort());

  /** Asks until there is an answer: right after its start the server may not have them yet. */
  async function load(): Promise<void> {
    if (isAsking || exchanges.value.length > 0) return;
    isAsking = true;
    for (let attempt = 0; exchanges.value.length === 0 && !end.signal.aborted; attempt++) {
      try {
        const { data } = await apollo.query({ query: exchangesQuery });
        exchanges.value = answered(data, 'exchanges');
        failure.value = null;
      } catch (error) {
        failure.value = reasonOf(error);
        await waitToRetry(backOffMs(attempt), end.signal);
      }
    }
    isAsking = false;
  }

  /** As it calls itself; its id in capitals at the front until that is known. */
  const nameOf = (id: string): string =>
    exchanges.value.find((exchange) => exchange.id === id)?.name ?? id.charAt(0).toUpperCase() + id.slice(1);

  return { exchanges, failure, load, nameOf };
}

export type Exchanges = ReturnType<typeof useExchanges>;
