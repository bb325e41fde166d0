import { computed, inject, type InjectionKey, provide, type Ref } from 'vue';
import { answered } from '../api/answered.ts';
import { usePolled } from '../connection/use-polled.ts';
import { useServer } from '../connection/use-server.ts';
import type { EpochMs } from '../format/units.ts';
import type { SeriesKey } from '../series/series-key.ts';
import { type Delivery, toldQuery } from './channel-documents.ts';

const EVERY_MS = 10_000;
const INCIDENTS = 200;

interface Told {
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly deliveries: readonly Delivery[];
}

interface ToldOfSeries {
  readonly told: Readonly<Ref<readonly Told[]>>;
  /** From now on the server is asked. */
  want(): void;
}

const TOLD: InjectionKey<ToldOfSeries> = Symbol('told');

/** Lets the components below know who was told of the newest incidents of a series, once one of them wants to. */
export function provideTold(series: SeriesKey): void {
  const { apollo } = useServer();
  const { exchange, symbol, interval } = series;
  let isWanted = false;
  const { answer, ask } = usePolled<readonly Told[]>(EVERY_MS, async () => {
    if (!isWanted) return [];
    const variables = { exchange, symbol, interval, limit: INCIDENTS };
    const { data } = await apollo.query({ query: toldQuery, variables, fetchPolicy: 'no-cache' });
    return answered(data, 'incidents').map(({ openedAt, newestAt, deliveries }) => ({
      from: Date.parse(openedAt),
      to: Date.parse(newestAt),
      deliveries,
    }));
  });
  const want = () => {
    if (isWanted) return;
    isWanted = true;
    void ask();
  };
  provide(TOLD, { told: computed(() => answer.value ?? []), want });
}

/** What was told of the incidents within a range of time; empty where nobody was. */
export function useTold(start: () => EpochMs, end: () => EpochMs) {
  const ofSeries = inject(TOLD);
  ofSeries?.want();
  return computed(() =>
    (ofSeries?.told.value ?? [])
      .filter(({ from, to }) => from <= end() && to >= start())
      .flatMap(({ deliveries }) => deliveries),
  );
}
