import { answered } from '../api/answered.ts';
import { useServer } from '../connection/use-server.ts';
import { usePolled } from '../connection/use-polled.ts';
import { type SeriesGlance, seriesOverview } from './series-overview.ts';

const EVERY_MS = 5_000;

/** Every series at a glance; `failure` is set while what is shown is from before. */
export function useGlances() {
  const { apollo } = useServer();
  return usePolled<readonly SeriesGlance[]>(EVERY_MS, async () => {
    const { data } = await apollo.query({ query: seriesOverview });
    return answered(data, 'overview');
  });
}
