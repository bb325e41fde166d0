import { onScopeDispose, ref } from 'vue';
import type { TimeRange } from '../address/time-range.ts';
import { reasonOf } from '../connection/connection-state.ts';
import { useServer } from '../connection/use-server.ts';
import type { SeriesKey } from '../series/series-key.ts';
import { type AggregatedCandles, readAggregated } from './aggregated-candles.ts';
import { overlap } from './presets.ts';

/** As many as the server gives. */
const MOST = 2_000;
/** As few as are of any use. */
const FEWEST = 60;
/** What is asked for beside what is in sight, as a part of that, so that somebody can pan. */
const BESIDE = 1;
/** So long a movement has to be over before more is fetched. */
const SETTLED_MS = 120;

interface Loaded extends AggregatedCandles {
  /** What was asked for. */
  readonly range: TimeRange;
}

/**
 * The aggregated candles around what is in sight: read anew where the sight leaves what was read, or has become so much
 * shorter or longer that another length of candle suits it.
 *
 * @param all everything that is stored
 * @param mostInSight as many candles as what is in sight has room for
 */
export function useWideCandles(
  key: SeriesKey,
  all: () => TimeRange | null,
  mostInSight: () => number,
  onLoaded: (candles: AggregatedCandles) => void,
) {
  const { apollo } = useServer();
  const failure = ref<string | null>(null);
  let loaded: Loaded | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;

  function around({ from, to }: TimeRange): TimeRange {
    const beside = (to - from) * BESIDE;
    const wanted = { from: from - beside, to: to + beside };
    const whole = all();
    return (whole && overlap(wanted, whole)) ?? wanted;
  }

  function isEnough(sight: TimeRange): boolean {
    const whole = all();
    if (!loaded || !whole) return false;
    const { range } = loaded;
    const isInside =
      (range.from <= sight.from || range.from <= whole.from) &&
      (range.to >= sight.to || range.to >= whole.to);
    const wanted = around(sight);
    const ratio = (range.to - range.from) / (wanted.to - wanted.from);
    return isInside && ratio < 2.2;
  }

  async function load(sight: TimeRange): Promise<void> {
    const one = ++asked;
    const range = around(sight);
    const most = Math.ceil((mostInSight() * (range.to - range.from)) / (sight.to - sight.from));
    try {
      const aggregated = await readAggregated(apollo, key, range, Math.min(MOST, Math.max(FEWEST, most)));
      if (one !== asked) return;
      loaded = { ...aggregated, range };
      failure.value = null;
      onLoaded(aggregated);
    } catch (error) {
      if (one === asked) failure.value = reasonOf(error);
    }
  }

  /** To be told what is in sight each time that changes. */
  function see(sight: TimeRange): void {
    clearTimeout(timer);
    if (isEnough(sight)) return;
    timer = setTimeout(() => void load(sight), SETTLED_MS);
  }

  onScopeDispose(() => {
    clearTimeout(timer);
    asked++;
  });
  return { failure, load, see, isEnough };
}
