import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import {
  CandleFileError,
  describeSummary,
  FileOptionError,
  openCandleFile,
  outliveReader,
} from '@detective/data';
import { ArtifactError } from '../artifact-error.ts';
import { ARTIFACTS, listArtifacts, loadArtifact } from '../artifact.ts';
import { checkPlace } from '../save-artifact.ts';
import { BackendError, startBackend } from './backend.ts';
import { checkOther, checkTeaching, NothingToLearnError, TooFewCandlesError } from './check-teaching.ts';
import { compareModels, describeMetrics } from './compare.ts';
import { OptionError, parseTrainFlags, TRAIN_USAGE, type TrainFlags } from './options.ts';
import { openProgress } from './progress.ts';
import { recalibrate } from './recalibrate.ts';
import { saveProven } from './save-proven.ts';
import { trainArtifact } from './train-artifact.ts';

const say = (...lines: string[]): void => lines.forEach((line) => process.stdout.write(`${line}\n`));

/** Of the bytes of all files, one after the other. */
async function hashFiles(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const path of paths) for await (const bytes of createReadStream(path)) hash.update(bytes as Buffer);
  return hash.digest('hex');
}

async function readCandles({ csv, until, file }: Pick<TrainFlags, 'csv' | 'until' | 'file'>) {
  // `to` is exclusive, `until` is not.
  const opened = await openCandleFile(csv, { ...file, to: until === undefined ? undefined : until + 1 });
  say(...describeSummary(opened.summary));
  const candles = [...opened.candles];
  opened.dispose();
  return { candles, interval: opened.interval, files: opened.summary.files };
}

/** The other series, up to the same time. */
async function readOthers({ others, until }: TrainFlags) {
  const read = [];
  for (const { csv, interval } of others) {
    const other = await readCandles({ csv, until, file: { interval } });
    checkOther(other.candles, csv);
    read.push(other);
  }
  return read;
}

/** Fits the tails of an artifact in use anew, and keeps its networks. */
async function calibrateAgain(flags: TrainFlags): Promise<void> {
  const directory = flags.out ?? ARTIFACTS;
  const { candles, interval } = await readCandles(flags);
  const artifact = recalibrate(await loadArtifact(flags.id, directory, []), candles, interval);
  say(`Saved as ${await saveProven(artifact, candles, directory)}, with the networks that it had.`);
}

async function train(flags: TrainFlags): Promise<void> {
  const directory = flags.out ?? ARTIFACTS;
  // Read before the new one may take its place.
  const inUse = (await listArtifacts(directory)).includes(flags.compare)
    ? await loadArtifact(flags.compare, directory).catch((error: unknown) => error)
    : undefined;
  const { candles, interval, files } = await readCandles(flags);
  const others = await readOthers(flags);
  // Before the library is loaded, and before anything is said of a training.
  checkTeaching(candles);
  await checkPlace(flags.id, directory);
  const backend = await startBackend(process.env.TF_BACKEND);
  say(
    `${candles.length} candles from ${flags.csv}${others.length > 0 ? `, and those of ${others.length} other series` : ''}; computing with ${backend}.`,
  );
  const progress = openProgress(flags.members, flags.epochs);
  const artifact = trainArtifact(
    candles,
    {
      ...DEFAULTS,
      id: flags.id,
      interval,
      batch: flags.batch,
      members: flags.members,
      units: flags.units,
      epochs: flags.epochs,
      seed: flags.seed,
      dataSha256: await hashFiles([...files, ...others.flatMap((other) => other.files)]),
      backend,
    },
    { onEpoch: (member, state) => progress.update(member, state), others },
  );
  progress.dispose();
  say(...describeMetrics(artifact));
  if (inUse instanceof Error) say(`The model in use can't be compared: ${inUse.message}`);
  else if (inUse) say(...compareModels(artifact, inUse as typeof artifact, candles));
  say(`Saved as ${await saveProven(artifact, candles, directory)}`);
}

const DEFAULTS = { steps: 96, patience: 8, learningRate: 0.01, heldOut: 0.08 };

/** Errors whose message is enough; anything else shows its stack. */
const KNOWN = [
  OptionError,
  BackendError,
  ArtifactError,
  TooFewCandlesError,
  NothingToLearnError,
  CandleFileError,
  FileOptionError,
  TypeError,
];

outliveReader();
try {
  const flags = parseTrainFlags(process.argv.slice(2), process.env.MODEL);
  if (flags === 'help') say(TRAIN_USAGE);
  else await (flags.isRecalibration ? calibrateAgain(flags) : train(flags));
} catch (error) {
  if (!KNOWN.some((kind) => error instanceof kind)) throw error;
  process.stderr.write(`${(error as Error).message}\n\n${TRAIN_USAGE}\n`);
  process.exitCode = 1;
}
