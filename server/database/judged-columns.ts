import type { AccuracyBucket, Candle, Checkpoint, Detection, Incident, Series } from '@detective/schema';
import type { Column } from './column-statements.ts';

/** What every row of a series has. */
export const SERIES_KEY = ['exchange', 'symbol', 'interval'] as const;
export const BUCKET_KEY = [...SERIES_KEY, 'start'];
export const INCIDENT_KEY = [...SERIES_KEY, 'opened_at'];
const time = (date: Date) => date.toISOString();
const timeOrNull = (date: Date | null) => date && time(date);

const seriesKey = <Row extends { exchange: string; symbol: string; interval: string }>(): Column<Row>[] =>
  SERIES_KEY.map((name) => [name, 'text', (row) => row[name]]);

const candleKey = <Row extends { exchange: string; symbol: string; interval: string; openTime: Date }>() => [
  ...seriesKey<Row>(),
  ['open_time', 'timestamptz', ({ openTime }) => time(openTime)] satisfies Column<Row>,
];

export const CANDLE: Column<Candle>[] = [
  ...candleKey<Candle>(),
  ['open', 'float8', ({ open }) => open],
  ['high', 'float8', ({ high }) => high],
  ['low', 'float8', ({ low }) => low],
  ['close', 'float8', ({ close }) => close],
  ['volume', 'float8', ({ volume }) => volume],
];

export const DETECTION: Column<Detection>[] = [
  ...candleKey<Detection>(),
  ['status', 'text', ({ status }) => status],
  ['forecast_high', 'float8', ({ forecastHigh }) => forecastHigh],
  ['forecast_low', 'float8', ({ forecastLow }) => forecastLow],
  ['anomaly_score', 'float8', ({ anomalyScore }) => anomalyScore],
  ['threshold', 'float8', ({ threshold }) => threshold],
  ['upper_limit', 'float8', ({ upperLimit }) => upperLimit],
  ['lower_limit', 'float8', ({ lowerLimit }) => lowerLimit],
  ['usual_high', 'float8', ({ usualHigh }) => usualHigh],
  ['usual_low', 'float8', ({ usualLow }) => usualLow],
  ['is_anomaly', 'boolean', ({ isAnomaly }) => isAnomaly],
  ['kinds', 'text[]', ({ kinds }) => `{${kinds.join(',')}}`],
  ['return_period_hours', 'float8', ({ returnPeriodHours }) => returnPeriodHours],
  ['reason', 'text', ({ reason }) => reason],
  ['contributions', 'jsonb', ({ contributions }) => JSON.stringify(contributions)],
  ['model_id', 'text', ({ modelId }) => modelId],
  ['detected_at', 'timestamptz', ({ detectedAt }) => time(detectedAt)],
];

export const SERIES: Column<Series>[] = [
  ...seriesKey<Series>(),
  ['candle_count', 'integer', ({ candleCount }) => candleCount],
  ['anomaly_count', 'integer', ({ anomalyCount }) => anomalyCount],
  ['first_open_time', 'timestamptz', ({ firstOpenTime }) => time(firstOpenTime)],
  ['last_open_time', 'timestamptz', ({ lastOpenTime }) => time(lastOpenTime)],
  ['warm_up_remaining', 'integer', ({ warmUpRemaining }) => warmUpRemaining],
  ['incident_opened_at', 'timestamptz', ({ incidentOpenedAt }) => timeOrNull(incidentOpenedAt)],
  ['incidents_up_to', 'timestamptz', ({ incidentsUpTo }) => timeOrNull(incidentsUpTo)],
];

/** A state with its place among the bytes of all of them: as one value they are sent as they are, in an array as text. */
type PlacedCheckpoint = Checkpoint & { from: number };

export const STATE: Column<PlacedCheckpoint>[] = [
  ...seriesKey<PlacedCheckpoint>(),
  ['model_id', 'text', ({ modelId }) => modelId],
  ['open_time', 'timestamptz', ({ openTime }) => time(openTime)],
];
export const STATE_PLACE: Column<PlacedCheckpoint>[] = [
  ['state_from', 'integer', ({ from }) => from],
  ['state_length', 'integer', ({ state }) => state.length],
];

export const BUCKET: Column<AccuracyBucket>[] = [
  ...seriesKey<AccuracyBucket>(),
  ['start', 'timestamptz', ({ start }) => time(start)],
  ['scored_count', 'integer', ({ scoredCount }) => scoredCount],
  ['error_sum', 'float8', ({ errorSum }) => errorSum],
  ['baseline_count', 'integer', ({ baselineCount }) => baselineCount],
  ['baseline_sum', 'float8', ({ baselineSum }) => baselineSum],
  ['anomaly_count', 'integer', ({ anomalyCount }) => anomalyCount],
  ['last_open_time', 'timestamptz', ({ lastOpenTime }) => time(lastOpenTime)],
  ['last_high', 'float8', ({ lastHigh }) => lastHigh],
];

export const INCIDENT: Column<Incident>[] = [
  ...seriesKey<Incident>(),
  ['opened_at', 'timestamptz', ({ openedAt }) => time(openedAt)],
  ['newest_at', 'timestamptz', ({ newestAt }) => time(newestAt)],
  ['closed_at', 'timestamptz', ({ closedAt }) => timeOrNull(closedAt)],
  ['anomaly_count', 'integer', ({ anomalyCount }) => anomalyCount],
  ['kinds', 'text[]', ({ kinds }) => `{${kinds.join(',')}}`],
  ['peak_at', 'timestamptz', ({ peakAt }) => time(peakAt)],
  ['peak_return_period_hours', 'float8', ({ peakReturnPeriodHours }) => peakReturnPeriodHours],
  ['changed_at', 'timestamptz', ({ changedAt }) => time(changedAt)],
];

/** States one after the other, each with its place. */
export function placed(states: readonly Checkpoint[]): PlacedCheckpoint[] {
  // SQL counts from 1.
  let from = 1;
  return states.map((checkpoint) => {
    const one = { ...checkpoint, from };
    from += checkpoint.state.length;
    return one;
  });
}
