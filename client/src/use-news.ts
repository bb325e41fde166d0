import { useDocumentVisibility } from '@vueuse/core';
import { type Ref, ref } from 'vue';
import { useAlerts } from './alerts/use-alerts.ts';
import { useArrivals } from './alerts/use-arrivals.ts';
import { useTabTitle } from './alerts/use-tab-title.ts';
import type { DetectionRow } from './detections/detection-row.ts';
import type { Detections } from './detections/use-detections.ts';
import { momentOf } from './format/times.ts';
import { KINDS } from './kinds/anomaly-kinds.ts';
import { type SeriesKey, seriesTitle } from './series/series-key.ts';

/**
 * Tells of anomalies that come while the page is open: in the tab's title, as the reader has chosen to be alerted, and to
 * a screen reader.
 */
export function useNews(
  series: SeriesKey,
  detections: Detections,
  anomalies: Readonly<Ref<readonly DetectionRow[]>>,
  choose: (openTime: number | null) => void,
) {
  const visibility = useDocumentVisibility();
  const title = seriesTitle(series);
  const alerts = useAlerts(title, detections.isCatchingUp, choose);
  const countMissed = useTabTitle(`${title} · Bitcoin Anomaly Detective`);
  /** What a screen reader is told; only what came after the page was loaded. */
  const announcement = ref('');

  function announce(arrived: readonly DetectionRow[]): void {
    const row = arrived.at(-1);
    if (!row || visibility.value === 'hidden') return;
    const kinds = row.kinds.map((kind) => KINDS[kind].name).join(', ');
    const many = arrived.length > 1 ? `${arrived.length} anomalies, the newest: ` : '';
    announcement.value = `${many}${kinds}, ${momentOf(row.openTime)} UTC. ${row.reason ?? ''}`;
  }

  useArrivals(anomalies, detections.beganAt, (arrived) => {
    countMissed(arrived.length);
    alerts.tell(arrived);
    announce(arrived);
  });
  return { alerts, announcement };
}
