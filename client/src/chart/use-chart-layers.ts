import { computed } from 'vue';
import { currencies } from '../format/numbers.ts';
import { keptSetting } from '../kept/kept-setting.ts';
import { KNOWN_EVENTS } from './known-events.ts';

/**
 * What is drawn over the candles only if somebody wants it: publicly known events, which belong to real candles of
 * bitcoin, and the limits. The browser remembers the choice.
 */
export function useChartLayers(symbol: string, isReal: () => boolean) {
  const isShowingEvents = keptSetting('detective.known-events', true);
  const isShowingLimits = keptSetting('detective.limits', false);
  const hasEvents = computed(() => isReal() && currencies(symbol).base === 'BTC');
  const events = computed(() => (hasEvents.value && isShowingEvents.value ? KNOWN_EVENTS : []));
  return { isShowingEvents, isShowingLimits, hasEvents, events };
}
