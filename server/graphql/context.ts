import type { About, CandleSource, Delivery, Incident } from '@detective/schema';
import type { DataSource } from 'typeorm';
import type { Caller } from '../access/guard.ts';
import type { CandleSums } from '../database/candle-sums.ts';
import type { DiskWatch } from '../database/disk-watch.ts';
import type { Channels } from '../delivery/channels.ts';
import type { DetectionFeed } from '../feed/detection-feed.ts';
import type { VerdictFeed } from '../feed/verdict-feed.ts';
import type { IncidentFeed } from '../incidents/incident-feed.ts';
import type { Detectors } from '../ingest/detectors.ts';
import type { ReplayControl } from '../replay-control/replay-control.ts';
import type { Ingest } from '../ingest/ingest.ts';
import type { SourceStatus } from '../sources/source-status.ts';
import type { History } from '../standby/read-history.ts';
import type { Watches } from '../watches/watches.ts';

/** What does not change while the server runs. */
export type ServerDescription = Omit<About, 'source' | 'alertsPerWeek'> & {
  source: Pick<CandleSource, 'kind' | 'label' | 'symbol' | 'interval'>;
};

/** The long-lived parts that resolvers work with. */
export interface Services {
  dataSource: DataSource;
  history: History;
  diskWatch: DiskWatch;
  ingest: Ingest;
  feed: DetectionFeed;
  verdictFeed: VerdictFeed;
  incidentFeed: IncidentFeed;
  detectors: Detectors;
  candleSums: CandleSums;
  replayControl: ReplayControl;
  about: ServerDescription;
  sourceStatus: SourceStatus;
  watches: Watches;
  channels: Channels;
  /** The receipts of what was told of an incident. */
  deliveriesOf: (incident: Incident) => Promise<Delivery[]>;
}

/** What a resolver sees of an operation, over HTTP and WebSocket alike. */
export interface Context extends Services {
  caller: Caller;
  /** Stands in the log and in the answer's `x-request-id`. */
  requestId: string;
}

/** Made for each operation, and kept by subscriptions: so it holds only what is its own, and inherits the services. */
export const contextOf = (services: Services, caller: Caller, requestId: string): Context =>
  Object.assign(Object.create(services) as Services, { caller, requestId });
