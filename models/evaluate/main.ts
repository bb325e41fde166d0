import { writeFile } from 'node:fs/promises';
import { describeSummary, INTERVALS, KNOWN_EVENTS, openCandleFile } from '@detective/data';
import type { Interval, Ohlcv } from '@detective/data';
import { loadArtifact } from '../artifact.ts';
import { parseArguments, USAGE } from './arguments.ts';
import type { Arguments } from './arguments.ts';
import { writeDetections } from './detections-file.ts';
import { evaluate } from './evaluate.ts';
import { readEvents } from './events-file.ts';
import { htmlReport } from './report-html.ts';
import { textReport } from './report-text.ts';

async function run(args: Arguments) {
  const started = performance.now();
  const artifact = await loadArtifact(args.model);
  const { candles, interval } = await readCandles(args);
  const last = candles.at(-1);
  const first = candles[0];
  if (!first || !last) throw new Error(`${args.csv} has no candle before ${new Date(args.to).toISOString()}`);
  const result = evaluate(artifact, candles, {
    ...args,
    interval,
    from: Math.max(args.from, first.openTime),
    to: Math.min(args.to, last.openTime + INTERVALS[interval]),
    events: args.eventsFile ? await readEvents(args.eventsFile) : KNOWN_EVENTS,
  });
  if (result.evaluation.scoredCandles === 0)
    throw new Error('no candle in this range has a score: the range is too short');
  if (args.detectionsFile) await writeDetections(args.detectionsFile, result.judged);
  if (args.reportFile) await writeFile(args.reportFile, htmlReport(result));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(args.isJson ? JSON.stringify(result.evaluation, null, 2) : textReport(result.evaluation));
  console.error(`${candles.length} candles replayed and measured in ${seconds} s`);
}

/** What the file turned out to be goes to standard error, since figures as JSON go to standard output. */
async function readCandles({ csv, file, to }: Arguments): Promise<{ candles: Ohlcv[]; interval: Interval }> {
  const opened = await openCandleFile(csv, { ...file, to });
  for (const line of describeSummary(opened.summary)) console.error(line);
  const candles = [...opened.candles];
  opened.dispose();
  return { candles, interval: opened.interval };
}

try {
  const args = parseArguments(process.argv.slice(2), process.env);
  if (args) await run(args);
  else console.log(USAGE);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
