import { answered } from '../api/answered.ts';
import { type Accuracy, type Overview, accuracy, overview } from '../api/documents.ts';
import { useServer } from '../connection/use-server.ts';
import type { SeriesKey } from '../series/series-key.ts';
import { usePolled } from '../connection/use-polled.ts';

const OVERVIEW_EVERY_MS = 3_000;
const ACCURACY_EVERY_MS = 5_000;

/** What the server says about itself and its series. */
export function useOverview() {
  const { apollo } = useServer();
  return usePolled<Overview>(OVERVIEW_EVERY_MS, async () => {
    const { data } = await apollo.query({ query: overview });
    return { about: answered(data, 'about'), series: answered(data, 'series') };
  });
}

/**
 * How the detector has done on a series. Apart from the overview, because it reads every candle of a long history
 * and nothing else should wait for it.
 */
export function useAccuracy(key: SeriesKey) {
  const { apollo } = useServer();
  return usePolled<Accuracy | null>(ACCURACY_EVERY_MS, async () => {
    const { data } = await apollo.query({ query: accuracy, variables: key });
    return answered(data, 'accuracy');
  });
}
