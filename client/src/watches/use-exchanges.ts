import { ref, shallowRef } from 'vue';
import { answered } from '../api/answered.ts';
import { reasonOf } from '../connection/connection-state.ts';
import { useServer } from '../connection/use-server.ts';
import { type Exchange, exchangesQuery } from './watch-documents.ts';

/** The exchanges that can be followed; asked for when somebody needs them, because the server has to load them. */
export function useExchanges() {
  const { apollo } = useServer();
  const exchanges = shallowRef<readonly Exchange[]>([]);
  const failure = ref<string | null>(null);
  let isAsking = false;

  async function load(): Promise<void> {
    if (isAsking || exchanges.value.length > 0) return;
    isAsking = true;
    try {
      const { data } = await apollo.query({ query: exchangesQuery });
      exchanges.value = answered(data, 'exchanges');
      failure.value = null;
    } catch (error) {
      failure.value = reasonOf(error);
    } finally {
      isAsking = false;
    }
  }

  /** As it calls itself; its id in capitals at the front until that is known. */
  const nameOf = (id: string): string =>
    exchanges.value.find((exchange) => exchange.id === id)?.name ?? id.charAt(0).toUpperCase() + id.slice(1);

  return { exchanges, failure, load, nameOf };
}

export type Exchanges = ReturnType<typeof useExchanges>;
