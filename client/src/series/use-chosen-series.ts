import { useEventListener } from '@vueuse/core';
import { ref } from 'vue';
import { inAddress } from '../address/page-address.ts';
import type { SeriesKey } from './series-key.ts';
import { seriesName, seriesOfName } from './series-address.ts';

const USUAL: SeriesKey = { symbol: 'BTC/USD', interval: '1h' };

/** The series that the page shows: the one in its address, else the usual one, else one that the server has. */
export function useChosenSeries() {
  let unasked = USUAL;
  const series = ref<SeriesKey>(inAddressOr(unasked));

  // Links set the address, and so do the browser's ways back and forth.
  useEventListener(window, 'hashchange', () => show(inAddressOr(unasked)));

  function show(key: SeriesKey): void {
    if (seriesName(key) !== seriesName(series.value)) series.value = key;
  }

  /** Tells which series there are: where nobody has chosen, the first of them is better than an empty page. */
  function offer(choices: readonly SeriesKey[]): void {
    const [first] = choices;
    const isThere = choices.some((choice) => seriesName(choice) === seriesName(series.value));
    if (!first || isThere || inAddress('series') !== null) return;
    unasked = { symbol: first.symbol, interval: first.interval };
    show(unasked);
  }

  return { series, offer };
}

const inAddressOr = (otherwise: SeriesKey): SeriesKey => seriesOfName(inAddress('series')) ?? otherwise;
