import { useEventListener } from '@vueuse/core';
import { ref } from 'vue';
import { inAddress } from '../address/page-address.ts';
import { type SeriesKey, isSameSeries } from './series-key.ts';
import { seriesOfName } from './series-address.ts';

const USUAL: SeriesKey = { exchange: '', symbol: 'BTC/USD', interval: '1h' };

/** The series that the page shows: the one in its address, else the usual one, else one that the server has. */
export function useChosenSeries() {
  let unasked = USUAL;
  const series = ref<SeriesKey>(inAddressOr(unasked));

  // Links set the address, and so do the browser's ways back and forth.
  useEventListener(window, 'hashchange', () => show(inAddressOr(unasked)));

  function show(key: SeriesKey): void {
    if (!isSameSeries(key, series.value)) series.value = key;
  }

  /** Tells which series there are: where nobody has chosen, the first of them is better than an empty page. */
  function offer(choices: readonly SeriesKey[]): void {
    const [first] = choices;
    const isThere = choices.some((choice) => isSameSeries(choice, series.value));
    if (!first || isThere || inAddress('series') !== null) return;
    const { exchange, symbol, interval } = first;
    unasked = { exchange, symbol, interval };
    show(unasked);
  }

  return { series, offer };
}

const inAddressOr = (otherwise: SeriesKey): SeriesKey => seriesOfName(inAddress('series')) ?? otherwise;
