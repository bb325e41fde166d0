import type { About } from '@detective/schema';
import type { DataSource } from 'typeorm';
import type { DetectionFeed } from '../feed/detection-feed.ts';
import type { Detectors } from '../ingest/detectors.ts';
import type { Ingest } from '../ingest/ingest.ts';

/** What resolvers work with; the same for every operation, over HTTP and WebSocket. */
export interface Context {
  dataSource: DataSource;
  ingest: Ingest;
  feed: DetectionFeed;
  detectors: Detectors;
  about: About;
}
