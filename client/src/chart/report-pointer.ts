import type { IChartApi, Time, UTCTimestamp } from 'lightweight-charts';
import type { DetectionRow } from '../detections/detection-row.ts';
import type { EpochMs } from '../format/units.ts';
import type { AnomalyMarkers } from './anomaly-markers.ts';
import { epochMs } from './chart-points.ts';
import type { ChartListeners } from './chart-listeners.ts';
import type { EventLabels } from './event-labels.ts';

/** Tells what the pointer is over, and which candle it picks; a marker wins over the candle below the pointer. */
export function reportPointer(
  chart: IChartApi,
  find: (openTime: EpochMs) => DetectionRow | undefined,
  markers: AnomalyMarkers,
  events: EventLabels,
  { onHover, onPick }: ChartListeners,
): void {
  chart.subscribeCrosshairMove(({ time, point, hoveredObjectId }) => {
    const row = isTime(time) && point ? find(epochMs(time)) : undefined;
    const marker = markers.markerOf(Number(hoveredObjectId)) ?? null;
    const event = events.eventOf(hoveredObjectId) ?? null;
    const isGap = isTime(time) && point !== undefined && row === undefined && !marker;
    onHover({ row: row ?? marker?.row ?? null, gapAt: isGap ? epochMs(time) : null, marker, event });
  });
  chart.subscribeClick(({ time, hoveredObjectId }) => {
    const marker = markers.markerOf(Number(hoveredObjectId));
    const row = marker?.row ?? (isTime(time) ? find(epochMs(time)) : undefined);
    if (row) onPick(row);
  });
}

/** The chart was given numbers, and so it gives numbers back. */
const isTime = (time: Time | undefined): time is UTCTimestamp => typeof time === 'number';
