import { type Ref, watch } from 'vue';
import { answered } from '../api/answered.ts';
import { useServer } from '../connection/use-server.ts';
import { usePolled } from '../connection/use-polled.ts';
import { type SeriesKey, isSameSeries } from './series-key.ts';
import { type SeriesGlance, seriesOverview } from './series-overview.ts';

const EVERY_MS = 5_000;
/** Where there are more series than these, only the shown one is looked at. */
const FEW = 60;

/**
 * Series at a glance: each where there are few, else the shown one; `failure` is set while what is shown is from before.
 *
 * @param all the series that there are, in the order of the server
 */
export function useGlances(shown: Readonly<Ref<SeriesKey>>, all: Readonly<Ref<readonly SeriesKey[]>>) {
  const { apollo } = useServer();
  const polled = usePolled<readonly SeriesGlance[]>(EVERY_MS, async () => {
    // Until it is known which there are: the page that opens has more to ask for than a browser has connections.
    if (all.value.length === 0) return [];
    const isFew = all.value.length <= FEW;
    const index = all.value.findIndex((key) => isSameSeries(key, shown.value));
    if (!isFew && index === -1) return [];
    const variables = isFew ? { limit: FEW, offset: 0 } : { limit: 1, offset: index };
    const { data } = await apollo.query({ query: seriesOverview, variables });
    // A series may have come in before it since: then another is meant.
    return answered(data, 'overview').filter(({ series }) => isFew || isSameSeries(series, shown.value));
  });
  watch([shown, () => all.value.length], () => void polled.ask());
  return polled;
}
