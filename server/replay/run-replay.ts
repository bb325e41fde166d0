import { basename } from 'node:path';
import { demoSeries, readCsv, type Ohlcv } from '@detective/data';
import { Outlook } from './outlook.ts';
import { createProgress } from './progress.ts';
import { ReplayControl } from './replay-control.ts';
import { ReplayLink, type WorkerState } from './replay-link.ts';
import { replay } from './replay.ts';
import type { ReplayCommand } from './replay-options.ts';
import { ServerClient } from './server-client.ts';

/**
 * Does what a command says, from the newest stored candle to the end of the source, and shows how far it is.
 *
 * @param token the server's INGEST_TOKEN, where it has one
 * @param signal stops the replay after the mutation under way
 */
export async function runReplay(
  command: ReplayCommand,
  token: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { key, url } = command;
  const { source, candles } = open(command);
  const onWaiting = (reason: string) => console.log(`Waiting for the server: ${reason}`);
  const client = new ServerClient({ url, token, signal, onWaiting });
  const newest = await client.newest(key);
  const outlook = await Outlook.of(candles(), newest?.openTime ?? -Infinity);
  const from = newest ? `after ${new Date(newest.openTime).toISOString()}` : 'from the start';
  console.log(`Replaying ${source} as ${key.symbol} ${key.interval} ${from}: ${outlook.total} candles`);

  const control = new ReplayControl({ isPaused: false, rate: command.rate, from: null, to: null }, signal);
  const link = new ReplayLink({ url, token, key, source, outlook, control });
  const progress = createProgress(outlook.total);
  let state: WorkerState = 'STOPPED';
  let sent = 0;
  try {
    await replay({
      ...{ key, source, candles: candles(), client, control, signal },
      onProgress(made) {
        sent = made.sent;
        link.report(made);
        const goal = made.sent + outlook.left(made.sent, control.orders);
        if (made.openTime !== null) progress.show(made.sent, goal, made.openTime);
      },
    }).catch((error: unknown) => {
      if (!isAbort(error, signal)) throw error;
    });
    if (!signal.aborted) state = 'FINISHED';
  } finally {
    progress.dispose();
    await link.dispose(state);
  }
  const isOver = state === 'FINISHED';
  console.log(
    isOver ? `Done: ${sent} candles sent.` : `Stopped after ${sent} candles; the next replay goes on there.`,
  );
}

/** Whether an error only says that the replay was told to stop while it waited. */
export const isAbort = (error: unknown, signal: AbortSignal): boolean =>
  signal.aborted && error instanceof Error && error.name === 'AbortError';

function open(command: ReplayCommand): { source: string; candles: () => AsyncIterable<Ohlcv> } {
  const { csv, from, to, key } = command;
  if (csv === undefined) {
    return { source: 'the simulated market', candles: () => within(command, demoSeries().candles) };
  }
  const range = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
  return { source: basename(csv), candles: () => readCsv(csv, { interval: key.interval, ...range }) };
}

async function* within({ from = -Infinity, to = Infinity }: ReplayCommand, candles: Iterable<Ohlcv>) {
  for (const candle of candles) if (candle.openTime >= from && candle.openTime < to) yield candle;
}
