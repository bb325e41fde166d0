import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { CalmWatch } from './calm/calm-watch.ts';
import { measureAlerts } from './calm/measure-alerts.ts';
import type { DiskWatch } from './database/disk-watch.ts';
import type { Metrics } from './operation/metrics.ts';
import type { Settings } from './settings.ts';
import type { Started } from './started.ts';

interface CalmParts {
  /** The one that candles are written by: where it can't write, nothing is judged. */
  ingestSource: DataSource;
  dataSource: DataSource;
  diskWatch: DiskWatch;
  metrics: Metrics;
  log: Logger;
}

/** Sees to it that silence means calm. */
export function startCalm(
  { heartbeatUrl }: Settings,
  { ingestSource, dataSource, diskWatch, metrics, log }: CalmParts,
  started: Started,
): void {
  let checkedAt = 0;
  metrics.gauge(
    'calm_checked_timestamp_seconds',
    'When it was last seen whether all is well; 0 for never',
    () => checkedAt,
  );
  const calmWatch = new CalmWatch({
    dataSource: ingestSource,
    log,
    heartbeatUrl,
    isDiskFull: () => diskWatch.isFull(true),
    onLook: () => (checkedAt = Date.now() / 1_000),
    onHeartbeat: (isAnswered) => metrics.heartbeats.inc({ result: isAnswered ? 'answered' : 'failed' }),
  });
  started.push(() => calmWatch.dispose());
  measureAlerts(metrics, dataSource);
}
