import { INCIDENT_CANDLES, INTERVALS, isInterval } from '@detective/data';
import { Incident, type Detection } from '@detective/schema';

/** What one candle does to an incident of its series. */
export interface IncidentStep {
  type: 'opened' | 'extended' | 'closed';
  /** As it is with this candle. */
  incident: Incident;
  /** The candle that did it, with its judgement. */
  detection: Detection;
}

export interface IncidentWalk {
  steps: IncidentStep[];
  /** The incident that is open afterwards. */
  open: Incident | null;
}

/**
 * Walks over new candles of a series. An anomaly belongs to the open incident if it is at most twelve candles after the
 * newest anomaly of it; with the first candle after which none can belong to it, it is closed.
 *
 * @param open the incident that is open before them
 * @param detections ascending, without those before
 */
export function walkIncidents(open: Incident | null, detections: readonly Detection[]): IncidentWalk {
  const steps: IncidentStep[] = [];
  let current = open;
  for (const detection of detections) {
    const distance = current ? detection.openTime.getTime() - current.newestAt.getTime() : 0;
    const longest = INCIDENT_CANDLES * stepMs(detection);
    const isMember = detection.isAnomaly && distance <= longest;
    if (current && distance >= longest && !isMember) {
      steps.push({ type: 'closed', incident: closed(current, detection), detection });
      current = null;
    }
    if (!detection.isAnomaly) continue;
    const type = current ? 'extended' : 'opened';
    current = current ? extended(current, detection) : opened(detection);
    steps.push({ type, incident: current, detection });
  }
  return { steps, open: current };
}

/** The incidents that steps have changed, each as it is afterwards. */
export function changedIncidents(steps: readonly IncidentStep[]): Incident[] {
  return [...new Map(steps.map(({ incident }) => [incident.id, incident])).values()];
}

function stepMs({ interval }: Detection): number {
  if (!isInterval(interval)) throw new RangeError(`${interval} is no interval that a series can have`);
  return INTERVALS[interval];
}

function opened(detection: Detection): Incident {
  const { exchange, symbol, interval, openTime, kinds, returnPeriodHours } = detection;
  return Object.assign(new Incident(), {
    ...{ exchange, symbol, interval, openedAt: openTime, newestAt: openTime, closedAt: null },
    ...{ anomalyCount: 1, kinds: [...new Set(kinds)], peakAt: openTime },
    ...{ peakReturnPeriodHours: returnPeriodHours, changedAt: openTime },
  });
}

function extended(before: Incident, { openTime, kinds, returnPeriodHours }: Detection): Incident {
  const isRarer = (returnPeriodHours ?? 0) > (before.peakReturnPeriodHours ?? 0);
  return Object.assign(new Incident(), before, {
    ...{ newestAt: openTime, changedAt: openTime, anomalyCount: before.anomalyCount + 1 },
    kinds: [...new Set([...before.kinds, ...kinds])],
    ...(isRarer && { peakAt: openTime, peakReturnPeriodHours: returnPeriodHours }),
  });
}

const closed = (before: Incident, { openTime }: Detection): Incident =>
  Object.assign(new Incident(), before, { closedAt: openTime, changedAt: openTime });
