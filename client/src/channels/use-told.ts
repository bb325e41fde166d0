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

const TOLD: InjectionKey<Readonly<Ref<readonly Told[]>>> = Symbol('told');

/** Lets the components below know who was told of the newest incidents of a series. */
export function provideTold(series: SeriesKey): void {
  const { apollo } = useServer();
  const { exchange, symbol, interval } = series;
  const { answer } = usePolled<readonly Told[]>(EVERY_MS, async () => {
    const variables = { exchange, symbol, interval, limit: INCIDENTS };
    const { data } = await apollo.query({ query: toldQuery, variables, fetchPolicy: 'no-cache' });
    return answered(data, 'incidents').map(({ openedAt, newestAt, deliveries }) => ({
      from: Date.parse(openedAt),
      to: Date.parse(newestAt),
      deliveries,
    }));
  });
  provide(
    TOLD,
    computed(() => answer.value ?? []),
  );
}

/** What was told of the incidents within a range of time; empty where nobody was. */
export function useTold(start: () => EpochMs, end: () => EpochMs) {
  const told = inject(TOLD);
  return computed(() =>
    (told?.value ?? [])
      .filter(({ from, to }) => from <= end() && to >= start())
      .flatMap(({ deliveries }) => deliveries),
  );
}
