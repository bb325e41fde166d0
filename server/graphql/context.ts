import type { About } from '@detective/schema';
import type { DataSource } from 'typeorm';
import type { Caller } from '../access/guard.ts';
import type { DiskWatch } from '../database/disk-watch.ts';
import type { DetectionFeed } from '../feed/detection-feed.ts';
import type { VerdictFeed } from '../feed/verdict-feed.ts';
import type { Detectors } from '../ingest/detectors.ts';
import type { ReplayDesk } from '../replay-desk/replay-desk.ts';
import type { Ingest } from '../ingest/ingest.ts';

/** The long-lived parts that resolvers work with. */
export interface Services {
  dataSource: DataSource;
  diskWatch: DiskWatch;
  ingest: Ingest;
  feed: DetectionFeed;
  verdictFeed: VerdictFeed;
  detectors: Detectors;
  replayDesk: ReplayDesk;
  about: About;
}

/** What a resolver sees of an operation, over HTTP and WebSocket alike. */
export interface Context extends Services {
  caller: Caller;
  /** Stands in the log and in the answer's `x-request-id`. */
  requestId: string;
}
