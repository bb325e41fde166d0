import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { DeliveryRetention } from './operation/delivery-retention.ts';
import type { Metrics } from './operation/metrics.ts';
import { Retention } from './operation/retention.ts';
import type { Settings } from './settings.ts';
import type { Started } from './started.ts';

/** Deletes old receipts, and old candles where the settings say so. */
export function startRetention(
  settings: Settings,
  dataSource: DataSource,
  metrics: Metrics,
  log: Logger,
  started: Started,
) {
  const deliveryRetention = new DeliveryRetention({
    dataSource,
    days: settings.deliveryRetentionDays,
    onDeleted: (count) => metrics.deletedDeliveries.inc(count),
    onError: (error) => log.warn({ error }, 'Old receipts could not be deleted; trying again later'),
  });
  started.push(() => deliveryRetention.dispose());
  if (settings.retentionDays === undefined) return;
  const retention = new Retention({
    dataSource,
    days: settings.retentionDays,
    onDeleted: (count) => metrics.deletedCandles.inc(count),
    onError: (error) => log.warn({ error }, 'Old candles could not be deleted; trying again later'),
  });
  started.push(() => retention.dispose());
}
