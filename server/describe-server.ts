import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { EXCHANGES } from '@detective/data';
import { SourceKind } from '@detective/schema';
import type { ServerDescription } from './graphql/context.ts';
import type { Detectors } from './ingest/detectors.ts';
import type { Settings } from './settings.ts';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

/** What `about` says of this server. */
export function describeServer(settings: Settings, detectors: Detectors): ServerDescription {
  const { smtpUrl, mailFrom } = settings;
  const sendsMail = smtpUrl !== undefined && mailFrom !== undefined;
  return { version, modelId: detectors.modelId, sendsMail, source: sourceOf(settings) };
}

/** What the worker's candles are called, as long as nobody says otherwise. */
const FED = { symbol: 'BTC/USD', interval: '1h' };

function sourceOf({ replayRate, candlesCsv, exchange, watch }: Settings): ServerDescription['source'] {
  if (replayRate === 'off') {
    return {
      kind: SourceKind.EXTERNAL,
      label: 'candles sent by clients',
      symbol: null,
      interval: null,
    };
  }
  if (!exchange && !candlesCsv && watch.length > 0) {
    const label = `${watch.length} watched ${watch.length === 1 ? 'market' : 'markets'}`;
    return { kind: SourceKind.EXCHANGE, label, symbol: null, interval: null };
  }
  if (exchange) return { kind: SourceKind.EXCHANGE, label: EXCHANGES[exchange].name, ...FED };
  if (candlesCsv) return { kind: SourceKind.CSV, label: basename(candlesCsv), ...FED };
  return { kind: SourceKind.SIMULATOR, label: 'simulated market', ...FED };
}
