import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { createCarriers } from './delivery/channels/carriers.ts';
import { Channels } from './delivery/channels.ts';
import { DeliveryWorker } from './delivery/delivery-worker.ts';
import { PushKeys } from './delivery/push-keys.ts';
import { SecretBox } from './delivery/secret-box.ts';
import { tellIncidents } from './delivery/tell-incidents.ts';
import type { Tell } from './ingest/ingest.ts';
import { DEFAULT_SERIES } from './graphql/candle-input.ts';
import { countAttempt } from './calm/measure-alerts.ts';
import type { Metrics } from './operation/metrics.ts';
import type { Settings } from './settings.ts';
import type { Started } from './started.ts';

export interface Delivering {
  channels: Channels;
  /** Queues what is to be told of incidents, in the transaction that changes them. */
  tell: Tell;
}

export interface DeliveryParts {
  databaseUrl: string;
  /** What each connection goes over. */
  openSocket: () => Socket;
  dataSource: DataSource;
  metrics: Metrics;
  log: Logger;
}

/** Starts what carries messages to channels. */
export async function startDelivery(
  settings: Settings,
  { databaseUrl, openSocket, dataSource, metrics, log }: DeliveryParts,
  started: Started,
): Promise<Delivering> {
  const { publicUrl, allowPrivateTargets, smtpUrl, mailFrom, databaseTimeoutMs } = settings;
  const box = new SecretBox(settings.encryptionKey);
  const pushKeys = new PushKeys({ dataSource, box, publicUrl, mailFrom });
  const vapidKeys = () => pushKeys.keys();
  const carriers = createCarriers({ allowPrivateTargets, smtpUrl, mailFrom, vapidKeys });
  const channels = new Channels({ dataSource, carriers, box, pushKeys });
  await channels.sealAll();
  const worker = new DeliveryWorker({
    ...{ databaseUrl, databaseTimeoutMs, openSocket, dataSource, carriers, box, log },
    onEnd: (claim, outcome, state) => countAttempt(metrics, claim.delivery, outcome.kind, state),
  });
  worker.start();
  started.push(() => worker.dispose());
  // The older way to follow an exchange has no watch.
  const followed = settings.exchange && `${DEFAULT_SERIES.symbol} ${DEFAULT_SERIES.interval}`;
  const isFollowed = (series: string) => series === followed;
  const tell: Tell = (manager, steps, noticed) =>
    tellIncidents(manager, { steps, noticed }, { publicUrl, isFollowed });
  return { channels, tell };
}
