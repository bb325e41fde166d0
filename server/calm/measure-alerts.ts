import { Channel, ChannelKind, DeliveryState, Trouble, WatchState, type Delivery } from '@detective/schema';
import type { DataSource } from 'typeorm';
import { TROUBLE_KINDS, troubleKind } from './trouble-kind.ts';
import type { Figure, Metrics } from '../operation/metrics.ts';
import { sharedResult } from '../operation/shared-result.ts';

/** Scrapes that come more often than this share one answer of the database. */
const ROWS_LAST_MS = 1_000;
const QUEUE_STATES = ['due', 'later', 'running', 'failed'] as const;
const CHANNEL_STATES = ['ok', 'failing', 'paused', 'gone'] as const;

type Counts = { label: string; count: number }[];

/**
 * Adds to `/metrics` what waits to be told, how channels and watches are, and what is wrong; left out while the database
 * is unavailable. It is the same for all servers on a database. Labels are kinds and states: neither names nor addresses.
 */
export function measureAlerts(metrics: Metrics, dataSource: DataSource): void {
  beginAtZero(metrics);
  const counted = (query: string) => sharedResult(ROWS_LAST_MS, () => dataSource.query<Counts>(query));
  const kinds = Object.values(ChannelKind);
  const byState = (state: string, condition = '') =>
    counted(`SELECT channel_kind AS label, count(*)::int AS count FROM delivery
              WHERE state = '${state}' ${condition} GROUP BY 1`);
  const waiting = byState('PENDING', 'AND summary_id IS NULL');
  metrics.figures(
    'deliveries_waiting',
    'Messages on their way, by kind of channel',
    ['channel_kind'],
    async () => filled('channel_kind', kinds, await waiting()),
  );
  const dead = byState('DEAD');
  metrics.figures(
    'deliveries_dead',
    'Messages that were given up and can be sent again',
    ['channel_kind'],
    async () => filled('channel_kind', kinds, await dead()),
  );
  const oldest = sharedResult(ROWS_LAST_MS, () =>
    dataSource.query<{ seconds: number }[]>(
      `SELECT coalesce(extract(epoch FROM max(clock_timestamp() - created_at)), 0)::float8 AS seconds
         FROM delivery WHERE state = 'PENDING'`,
    ),
  );
  metrics.figures(
    'oldest_waiting_delivery_seconds',
    'For how long the oldest message has waited',
    [],
    async () => (await oldest()).map(({ seconds }) => ({ value: seconds })),
  );
  const jobs = counted(`
    SELECT CASE WHEN locked_at IS NOT NULL THEN 'running' WHEN attempts >= max_attempts THEN 'failed'
                WHEN run_at <= now() THEN 'due' ELSE 'later' END AS label, count(*)::int AS count
      FROM graphile_worker.jobs GROUP BY 1`);
  metrics.figures('queue_jobs', 'Jobs of the queue that carries messages', ['state'], async () =>
    filled('state', QUEUE_STATES, await jobs()),
  );
  const watches = counted(
    'SELECT state AS label, count(*)::int AS count FROM watch WHERE ended_at IS NULL GROUP BY 1',
  );
  metrics.figures('watches', 'Followed markets by state', ['state'], async () =>
    filled('state', Object.values(WatchState), await watches()),
  );
  const channels = sharedResult(ROWS_LAST_MS, () => dataSource.manager.find(Channel));
  metrics.figures('channels', 'Channels by kind and state', ['kind', 'state'], async () => {
    const all = await channels();
    return kinds.flatMap((kind) =>
      CHANNEL_STATES.map((state) => {
        const value = all.filter((channel) => channel.kind === kind && stateOf(channel) === state).length;
        return { kind, state, value };
      }),
    );
  });
  const troubles = sharedResult(ROWS_LAST_MS, () => dataSource.manager.find(Trouble));
  metrics.figures(
    'troubles',
    'What keeps alerts from being made or told at the moment',
    ['kind'],
    async () => {
      const found = (await troubles()).map(troubleKind);
      return TROUBLE_KINDS.map((kind) => ({ kind, value: found.filter((one) => one === kind).length }));
    },
  );
}

/** Of a counter that begins at 1 Prometheus does not see that it has grown. */
function beginAtZero({ deliveryAttempts, deliveriesEnded, heartbeats }: Metrics): void {
  for (const kind of Object.values(ChannelKind)) {
    for (const outcome of ['delivered', 'failed', 'refused', 'gone'])
      deliveryAttempts.inc({ channel_kind: kind, outcome }, 0);
    for (const state of [DeliveryState.DELIVERED, DeliveryState.DEAD])
      deliveriesEnded.inc({ channel_kind: kind, state }, 0);
  }
  for (const result of ['answered', 'failed']) heartbeats.inc({ result }, 0);
}

/** Counts an attempt to deliver a message, and what has become of the message. */
export function countAttempt(
  metrics: Metrics,
  { channelKind, createdAt }: Pick<Delivery, 'channelKind' | 'createdAt'>,
  outcome: string,
  state: DeliveryState | null,
): void {
  metrics.deliveryAttempts.inc({ channel_kind: channelKind, outcome });
  if (state !== DeliveryState.DELIVERED && state !== DeliveryState.DEAD) return;
  metrics.deliveriesEnded.inc({ channel_kind: channelKind, state });
  if (state === DeliveryState.DELIVERED)
    metrics.deliverySeconds.observe(Math.max(0, Date.now() - createdAt.getTime()) / 1_000);
}

/** A value for each label, so that what is not there is 0 and not missing. */
function filled<Label extends string>(
  name: Label,
  labels: readonly string[],
  counts: Counts,
): Figure<Label>[] {
  const found = new Map(counts.map(({ label, count }) => [label, count]));
  return labels.map((label) => ({ [name]: label, value: found.get(label) ?? 0 }) as Figure<Label>);
}

/** Paused with an error is a channel whose other side is gone. */
function stateOf({ isPaused, lastError, failingSince }: Channel): (typeof CHANNEL_STATES)[number] {
  if (isPaused) return lastError === null ? 'paused' : 'gone';
  return failingSince === null ? 'ok' : 'failing';
}
