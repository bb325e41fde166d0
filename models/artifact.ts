import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isInterval, type Interval } from '@detective/data';
import { ArtifactError } from './artifact-error.ts';
import { EDGES, type ScorePrior } from './calibration.ts';
import { FEATURES, TARGETS } from './features.ts';
import type { LstmWeights } from './lstm.ts';
import type { Priors } from './scales.ts';
import type { ViewTails } from './views.ts';

/** Version of the artifact's layout; one of another version is refused. */
export const ARTIFACT_FORMAT = 1;
export const ARTIFACTS = fileURLToPath(new URL('artifacts', import.meta.url));

/** What a training run leaves behind beside its weights. */
export interface Manifest {
  format: number;
  id: string;
  interval: Interval;
  features: readonly string[];
  targets: readonly string[];
  /** Networks whose forecasts are averaged, and the LSTM units of each. */
  members: number;
  units: number;
  weightsSha256: string;
  priors: Priors;
  tails: ViewTails;
  scores: ScorePrior;
  training: {
    candles: number;
    from: string;
    to: string;
    heldOutFrom: string;
    dataSha256: string;
    seed: number;
    epochs: number[];
    backend: string;
  };
  /** Figures on the held-out stretch, in quote currency where they are errors of a price. */
  metrics: Record<string, number>;
}

export interface Artifact {
  manifest: Manifest;
  members: LstmWeights[];
}

/** Tensors of one member in the order in which the weights file holds them. */
export function tensorShapes(units: number): Record<Tensor, number[]> {
  const [inputs, outputs] = [FEATURES.length, 2 * TARGETS.length];
  return {
    kernel: [inputs, 4 * units],
    recurrent: [units, 4 * units],
    bias: [4 * units],
    readout: [units + inputs, outputs],
    readoutBias: [outputs],
  };
}

type Tensor = 'kernel' | 'recurrent' | 'bias' | 'readout' | 'readoutBias';
const TENSORS: readonly Tensor[] = ['kernel', 'recurrent', 'bias', 'readout', 'readoutBias'];

const sizeOf = (shape: number[]): number => shape.reduce((product, length) => product * length, 1);

export const sha256 = (bytes: Uint8Array | string): string =>
  createHash('sha256').update(bytes).digest('hex');

/** The weights of all members as little-endian 32-bit floats, one member after the other. */
export function encodeWeights(members: LstmWeights[]): Buffer {
  const values = members.flatMap((member) => TENSORS.flatMap((tensor) => [...member[tensor]]));
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, index) => bytes.writeFloatLE(value, 4 * index));
  return bytes;
}

function decodeWeights(bytes: Buffer, manifest: Manifest, where: string): LstmWeights[] {
  const shapes = tensorShapes(manifest.units);
  const perMember = TENSORS.reduce((sum, tensor) => sum + sizeOf(shapes[tensor]), 0);
  const expected = 4 * perMember * manifest.members;
  if (bytes.length !== expected) throw new ArtifactError(where, `${expected} bytes`, `${bytes.length} bytes`);
  if (sha256(bytes) !== manifest.weightsSha256) {
    throw new ArtifactError(where, `SHA-256 ${manifest.weightsSha256}`, sha256(bytes));
  }
  let offset = 0;
  const take = (shape: number[]): Float32Array => {
    const values = Float32Array.from({ length: sizeOf(shape) }, (_, index) =>
      bytes.readFloatLE(offset + 4 * index),
    );
    offset += 4 * values.length;
    return values;
  };
  return Array.from({ length: manifest.members }, () => ({
    inputs: FEATURES.length,
    units: manifest.units,
    outputs: 2 * TARGETS.length,
    kernel: take(shapes.kernel),
    recurrent: take(shapes.recurrent),
    bias: take(shapes.bias),
    readout: take(shapes.readout),
    readoutBias: take(shapes.readoutBias),
  }));
}

const show = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
};

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const isNumbers = (value: unknown, length?: number): boolean =>
  Array.isArray(value) && value.every(Number.isFinite) && (length === undefined || value.length === length);

const isCount = (value: unknown): boolean =>
  Number.isInteger(value) && (value as number) > 0 && (value as number) < 1e4;

function isTail(value: unknown): boolean {
  if (!isObject(value) || !isNumbers(value.values) || !isNumbers(value.surprises)) return false;
  return isNumbers([value.shape, value.scale]) && (value.values as number[]).length > 0;
}

function parseManifest(text: string, id: string, where: string): Manifest {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch (error) {
    throw new ArtifactError(where, 'JSON', error instanceof Error ? error.message : show(text));
  }
  if (!isObject(found)) throw new ArtifactError(where, 'an object', show(found));
  const field = (
    name: string,
    expected: string,
    isRight: (value: unknown) => boolean,
    value = found[name],
  ): void => {
    if (!isRight(value)) throw new ArtifactError(`${where}, ${name}`, expected, show(value));
  };
  const is = (wanted: unknown) => (value: unknown) => JSON.stringify(value) === JSON.stringify(wanted);
  field('format', `${ARTIFACT_FORMAT}`, is(ARTIFACT_FORMAT));
  field('id', show(id), is(id));
  field('interval', 'an interval', (value) => typeof value === 'string' && isInterval(value));
  field('features', `the features of this version, ${show(FEATURES)}`, is(FEATURES));
  field('targets', show(TARGETS), is(TARGETS));
  field('members', 'a whole number above 0', isCount);
  field('units', 'a whole number above 0', isCount);
  field('weightsSha256', 'text', (value) => typeof value === 'string');
  const { priors, scores, tails } = found;
  field(
    'priors',
    'three positive numbers',
    (value) => isObject(value) && isNumbers(Object.values(value), 3),
    priors,
  );
  field(
    'scores',
    `${EDGES.length} shares and a shape`,
    (value) => isObject(value) && isNumbers(value.shares, EDGES.length) && Number.isFinite(value.shape),
    scores,
  );
  for (const view of ['high', 'low', 'excursion', 'jump', 'volume']) {
    field(`tails.${view}`, 'a tail', isTail, isObject(tails) ? tails[view] : undefined);
  }
  return found as unknown as Manifest;
}

/** Ids of the artifacts in a directory, in alphabetical order. */
export async function listArtifacts(directory = ARTIFACTS): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
}

/**
 * Reads a trained model. Refuses one whose features, shapes or weights are not those this code works with.
 *
 * @throws ArtifactError with where, expected and received
 */
export async function loadArtifact(id: string, directory = ARTIFACTS): Promise<Artifact> {
  const ids = await listArtifacts(directory);
  if (!ids.includes(id)) {
    throw new ArtifactError(
      `Models in ${directory}`,
      `one of: ${ids.join(', ') || '(there are none)'}`,
      show(id),
    );
  }
  const read = (file: string): Promise<Buffer> =>
    readFile(join(directory, id, file)).catch((error: NodeJS.ErrnoException) => {
      throw new ArtifactError(`Model ${id}`, `a readable ${file}`, error.code ?? error.message);
    });
  const manifest = parseManifest(
    (await read('manifest.json')).toString('utf8'),
    id,
    `Model ${id}, manifest.json`,
  );
  return {
    manifest,
    members: decodeWeights(await read('weights.bin'), manifest, `Model ${id}, weights.bin`),
  };
}

/** Writes an artifact; the same artifact always gives the same bytes. */
export async function saveArtifact(artifact: Artifact, directory = ARTIFACTS): Promise<string> {
  const folder = join(directory, artifact.manifest.id);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'weights.bin'), encodeWeights(artifact.members));
  await writeFile(join(folder, 'manifest.json'), `${JSON.stringify(artifact.manifest, null, 1)}\n`);
  return folder;
}
