import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { CsvFileError, CsvRowError, readCsv, type Ohlcv } from '@detective/data';
import { ArtifactError } from '../artifact-error.ts';
import { ARTIFACTS, listArtifacts, loadArtifact, saveArtifact } from '../artifact.ts';
import { BackendError, startBackend } from './backend.ts';
import { compareModels, describeMetrics } from './compare.ts';
import { OptionError, parseTrainFlags, TRAIN_USAGE, type TrainFlags } from './options.ts';
import { openProgress } from './progress.ts';
import { TooFewCandlesError, trainArtifact } from './train-artifact.ts';

const say = (...lines: string[]): void => lines.forEach((line) => process.stdout.write(`${line}\n`));

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

async function readCandles({ csv, until, interval }: TrainFlags): Promise<Ohlcv[]> {
  const candles: Ohlcv[] = [];
  // `to` is exclusive, `until` is not.
  for await (const candle of readCsv(csv, { interval, ...(until === undefined ? {} : { to: until + 1 }) })) {
    candles.push(candle);
  }
  return candles;
}

async function train(flags: TrainFlags): Promise<void> {
  const directory = flags.out ?? ARTIFACTS;
  // Read before the new one may take its place.
  const inUse = (await listArtifacts(directory)).includes(flags.compare)
    ? await loadArtifact(flags.compare, directory).catch((error: unknown) => error)
    : undefined;
  const candles = await readCandles(flags);
  const backend = await startBackend(process.env.TF_BACKEND);
  say(`${candles.length} candles from ${flags.csv}; computing with ${backend}.`);
  const progress = openProgress(flags.members, flags.epochs);
  const artifact = trainArtifact(
    candles,
    {
      ...DEFAULTS,
      id: flags.id,
      interval: flags.interval,
      members: flags.members,
      units: flags.units,
      epochs: flags.epochs,
      seed: flags.seed,
      dataSha256: await hashFile(flags.csv),
      backend,
    },
    (member, state) => progress.update(member, state),
  );
  progress.dispose();
  say(...describeMetrics(artifact));
  if (inUse instanceof Error) say(`The model in use can't be compared: ${inUse.message}`);
  else if (inUse) say(...compareModels(artifact, inUse as typeof artifact, candles));
  say(`Saved as ${await saveArtifact(artifact, directory)}`);
}

const DEFAULTS = { batch: 16, steps: 96, patience: 8, learningRate: 0.01, heldOut: 0.08 };

/** Errors that their message explains; anything else shows its stack. */
const KNOWN = [
  OptionError,
  BackendError,
  ArtifactError,
  TooFewCandlesError,
  CsvFileError,
  CsvRowError,
  TypeError,
];

try {
  const flags = parseTrainFlags(process.argv.slice(2), process.env.MODEL);
  if (flags === 'help') say(TRAIN_USAGE);
  else await train(flags);
} catch (error) {
  if (!KNOWN.some((kind) => error instanceof kind)) throw error;
  process.stderr.write(`${(error as Error).message}\n\n${TRAIN_USAGE}\n`);
  process.exitCode = 1;
}
