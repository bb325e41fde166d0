import { parseArgs } from 'node:util';
import { parseExchangeHosts } from '@detective/data/exchanges';
import type { FromWorker, ToWorker } from './messages.ts';
import { WatchWorker } from './watch-worker.ts';

/** Started by the server, which is at the other end of the channel: without it there is nobody to send to. */
const { values } = parseArgs({ options: { url: { type: 'string' } } });
if (!process.send || values.url === undefined) {
  console.error('This process is started by the server: npm start');
  process.exit(1);
}

const worker = new WatchWorker({
  url: values.url,
  token: process.env.INGEST_TOKEN,
  hosts: parseExchangeHosts(process.env.EXCHANGE_HOSTS ?? ''),
  tell: (message: FromWorker) => void (process.connected && process.send?.(message)),
});

let isStopping = false;
/** After the mutation under way, or when the server has no patience any more. */
function stop(): void {
  if (isStopping) return;
  isStopping = true;
  void worker.dispose().finally(() => process.exit(0));
}
process.once('SIGTERM', stop).once('disconnect', stop);
// Ctrl-C reaches the whole group; the server ends this process when its turn has come.
process.on('SIGINT', () => undefined);
process.on('message', (message: ToWorker) => worker.take(message));
