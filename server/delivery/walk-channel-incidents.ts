import { INCIDENT_CANDLES, INTERVALS, isInterval } from '@detective/data';
import type { Notice } from '@detective/models';
import { ChannelIncident, incidentId, type Channel, type Detection } from '@detective/schema';
import type { NoticedCandle } from '../incidents/noticed-candle.ts';

const WEEK_HOURS = INTERVALS['1w'] / INTERVALS['1h'];

/** A channel with a budget of incidents. */
export type BudgetedChannel = Channel & { incidentsPerWeek: number };

export const hasBudget = (channel: Channel): channel is BudgetedChannel => channel.incidentsPerWeek !== null;

/** What one candle does to an incident of a channel. */
export interface ChannelIncidentStep {
  isClosing: boolean;
  /** As it is with this candle. */
  incident: ChannelIncident;
  detection: Detection;
}

/**
 * Walks over new candles of a series with the eyes of a channel. A candle belongs to an incident of it if incidents like
 * that come no more often than its budget allows; otherwise as for the incidents that everybody sees.
 *
 * @param open the incident of the channel that is open before them
 * @param noticed ascending
 */
export function* walkChannelIncidents(
  { id: channelId, incidentsPerWeek }: BudgetedChannel,
  open: ChannelIncident | null,
  noticed: readonly NoticedCandle[],
): Generator<ChannelIncidentStep> {
  const rarestHours = WEEK_HOURS / incidentsPerWeek;
  let current = open;
  for (const { detection, notice } of noticed) {
    const isRare = notice.isNotable && (notice.incidentHours ?? Infinity) >= rarestHours;
    const candles = current
      ? (detection.openTime.getTime() - current.newestAt.getTime()) / stepMs(detection)
      : 0;
    const isMember = isRare && candles <= INCIDENT_CANDLES;
    if (current && candles >= INCIDENT_CANDLES && !isMember) {
      yield { isClosing: true, incident: { ...current, closedAt: detection.openTime }, detection };
      current = null;
    }
    if (!isRare) continue;
    current = current ? extended(current, detection, notice) : opened(channelId, detection, notice);
    const step = { isClosing: false, incident: current, detection };
    yield step;
    // Whoever walks may have marked it as told.
    current = step.incident;
  }
}

function stepMs({ interval }: Detection): number {
  if (!isInterval(interval)) throw new RangeError(`${interval} is no interval that a series can have`);
  return INTERVALS[interval];
}

const peakOf = ({ openTime, returnPeriodHours }: Detection, { kinds, reason }: Notice) => ({
  ...{ peakAt: openTime, peakReturnPeriodHours: returnPeriodHours, peakKinds: kinds, peakReason: reason },
});

function opened(channelId: string, detection: Detection, notice: Notice): ChannelIncident {
  const { exchange, symbol, interval, openTime } = detection;
  const key = { channelId, exchange, symbol, interval, openedAt: openTime };
  return {
    ...key,
    ...{ incidentId: incidentId(key), newestAt: openTime, closedAt: null, candleCount: 1 },
    ...{ kinds: [...new Set(notice.kinds)], ...peakOf(detection, notice), isTold: false, toldHours: null },
  };
}

function extended(before: ChannelIncident, detection: Detection, notice: Notice): ChannelIncident {
  const isRarer = (detection.returnPeriodHours ?? 0) > (before.peakReturnPeriodHours ?? 0);
  return {
    ...before,
    ...{ newestAt: detection.openTime, candleCount: before.candleCount + 1 },
    kinds: [...new Set([...before.kinds, ...notice.kinds])],
    ...(isRarer && peakOf(detection, notice)),
  };
}
