import { SingleBar } from 'cli-progress';

const LINE_EVERY_MS = 5_000;

/** How far a replay is; on a terminal a bar, elsewhere a line now and then. */
export interface Progress {
  /** @param goal candles that will have been sent when the replay ends or has to wait */
  show(sent: number, goal: number, openTime: number): void;
  dispose(): void;
}

/** @param total candles that are to come, as far as known */
export function createProgress(total: number, output: NodeJS.WriteStream = process.stdout): Progress {
  return output.isTTY ? barOn(output, total) : linesOn(output);
}

const date = (openTime: number) => new Date(openTime).toISOString().slice(0, 16).replace('T', ' ');

function barOn(stream: NodeJS.WriteStream, total: number): Progress {
  const format = '{bar} {percentage} % | {value} of {total} candles | {date} UTC | {eta_formatted} left';
  const bar = new SingleBar({ format, stream, hideCursor: true, barsize: 30, clearOnComplete: false });
  bar.start(total, 0, { date: '–' });
  return {
    show(sent, goal, openTime) {
      bar.setTotal(goal);
      bar.update(sent, { date: date(openTime) });
    },
    dispose: () => bar.stop(),
  };
}

function linesOn(stream: NodeJS.WriteStream): Progress {
  let last = -Infinity;
  return {
    show(sent, goal, openTime) {
      if (sent < goal && performance.now() - last < LINE_EVERY_MS) return;
      last = performance.now();
      stream.write(`${sent} of ${goal} candles, up to ${date(openTime)} UTC\n`);
    },
    dispose: () => undefined,
  };
}
