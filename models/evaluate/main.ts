import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { describeSummary, endWithReader, INTERVALS, KNOWN_EVENTS, openCandleFile } from '@detective/data';
import type { Interval, KnownEvent, Ohlcv } from '@detective/data';
import { loadArtifact, type Artifact } from '../artifact.ts';
import { parseArguments, USAGE } from './arguments.ts';
import type { Arguments, SeriesFile } from './arguments.ts';
import { checkOutput } from './check-output.ts';
import { writeDetections } from './detections-file.ts';
import { evaluate, type EvaluationRun } from './evaluate.ts';
import { readEvents } from './events-file.ts';
import { htmlReport } from './report-html.ts';
import { severalText, textReport } from './report-text.ts';
import type { SeriesEvaluation } from './series-tables.ts';

async function run(args: Arguments) {
  const started = performance.now();
  if (args.detectionsFile) await checkOutput('--detections', args.detectionsFile);
  if (args.reportFile) await checkOutput('--report', args.reportFile);
  const artifact = await loadArtifact(args.model);
  const events = args.eventsFile ? await readEvents(args.eventsFile) : KNOWN_EVENTS;
  const [only] = args.series;
  const count =
    args.series.length === 1 && only
      ? await reportOne(artifact, args, only, events)
      : await reportSeveral(artifact, args, events);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.error(`${count} candles replayed and measured in ${seconds} s`);
}

/** @returns the candles replayed */
async function reportOne(
  artifact: Artifact,
  args: Arguments,
  file: SeriesFile,
  events: readonly KnownEvent[],
): Promise<number> {
  const result = await measure(artifact, args, file, events);
  const { evaluation, judged } = result;
  if (args.detectionsFile) await writeDetections(args.detectionsFile, judged);
  if (args.reportFile) await writeFile(args.reportFile, htmlReport(result));
  console.log(args.isJson ? JSON.stringify(evaluation, null, 2) : textReport(evaluation));
  return judged.length;
}

/** One after the other, since each may take some hundred megabytes. */
async function reportSeveral(
  artifact: Artifact,
  args: Arguments,
  events: readonly KnownEvent[],
): Promise<number> {
  const series: SeriesEvaluation[] = [];
  let count = 0;
  for (const file of args.series) {
    const { evaluation, judged } = await measure(artifact, args, file, events);
    series.push({ name: `${basename(file.csv, '.csv')} ${evaluation.interval}`, evaluation });
    count += judged.length;
  }
  console.log(args.isJson ? JSON.stringify(series, null, 2) : severalText(series));
  return count;
}

async function measure(
  artifact: Artifact,
  args: Arguments,
  file: SeriesFile,
  events: readonly KnownEvent[],
): Promise<EvaluationRun> {
  const { candles, interval } = await readCandles(args, file);
  const last = candles.at(-1);
  const first = candles[0];
  if (!first || !last) throw new Error(`${file.csv} has no candle before ${new Date(args.to).toISOString()}`);
  const result = evaluate(artifact, candles, {
    ...args,
    interval,
    from: Math.max(args.from, first.openTime),
    to: Math.min(args.to, last.openTime + INTERVALS[interval]),
    events,
  });
  if (result.evaluation.scoredCandles === 0)
    throw new Error(`${file.csv}: no candle in this range has a score: the range is too short`);
  return result;
}

/** What the file turned out to be goes to standard error, since figures as JSON go to standard output. */
async function readCandles(
  { file, to }: Arguments,
  { csv, interval }: SeriesFile,
): Promise<{ candles: Ohlcv[]; interval: Interval }> {
  const opened = await openCandleFile(csv, { ...file, ...(interval ? { interval } : {}), to });
  for (const line of describeSummary(opened.summary)) console.error(line);
  const candles = [...opened.candles];
  opened.dispose();
  return { candles, interval: opened.interval };
}

endWithReader();
try {
  const args = parseArguments(process.argv.slice(2), process.env);
  if (args) await run(args);
  else console.log(USAGE);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
