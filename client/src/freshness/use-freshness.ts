import { useNow } from '@vueuse/core';
import { type Ref, computed } from 'vue';
import type { CandleSource, Overview } from '../api/documents.ts';
import type { FeedTrouble } from '../connection/feed-trouble.ts';
import { type SeriesKey, intervalMs, isSameSeries } from '../series/series-key.ts';
import type { SeriesGlance } from '../series/series-overview.ts';
import { clockOf } from '../format/times.ts';
import { overdueOf } from './overdue.ts';
import { sourceTrouble } from './source-trouble.ts';

/** Whether candles of one series come as they should, and what stands in their way. */
export function useFreshness(
  series: Readonly<Ref<SeriesKey>>,
  known: Readonly<Ref<Overview | undefined>>,
  glance: Readonly<Ref<SeriesGlance | undefined>>,
  /** openTime of the newest candle that the page has; −Infinity without any. */
  newest: Readonly<Ref<number>>,
) {
  const now = useNow({ interval: 10_000 });
  const trouble = computed(() => (known.value ? sourceTrouble(known.value.about.source) : null));
  /** The source that feeds this series; null where clients do. */
  const source = computed<CandleSource | null>(() => {
    const from = known.value?.about.source;
    const { exchange, symbol, interval } = series.value;
    const isFed = exchange === '' && from?.symbol === symbol && from.interval === interval;
    return isFed ? from : null;
  });
  const overdue = computed(() => {
    const { interval } = series.value;
    const entry = known.value?.series.find((one) => isSameSeries(one, series.value));
    if (!entry) return null;
    const step = intervalMs(interval);
    const since = glance.value?.overdueSince ?? null;
    return overdueOf(
      {
        // The page may have a candle that the polled answer does not know yet.
        closedAt: Math.max(Date.parse(entry.lastOpenTime), newest.value) + step,
        intervalMs: step,
        isOfExchange: source.value?.kind === 'EXCHANGE',
      },
      since === null ? null : Date.parse(since),
      now.value.getTime(),
    );
  });
  /** What the badge of the connection says instead of "Live". */
  const feedTrouble = computed<FeedTrouble | null>(() => {
    if (trouble.value && source.value) {
      const { isFinal, headline, reason } = trouble.value;
      const meaning = `${headline} ${reason}`;
      return isFinal
        ? { kind: 'ended', text: 'Candles have ended', meaning }
        : { kind: 'failing', text: 'Candles delayed', meaning };
    }
    if (!overdue.value) return null;
    const due = clockOf(overdue.value.dueAt);
    return {
      kind: 'overdue',
      text: `Overdue since ${due} UTC`,
      meaning: `The server answers, but the candle that should have closed at ${due} UTC has not come.`,
    };
  });
  return { trouble, source, overdue, feedTrouble };
}
