import { createHash } from 'node:crypto';
import { ArtifactError } from './artifact-error.ts';
import { FEATURES, TARGETS } from './features.ts';
import type { LstmWeights } from './lstm.ts';
import type { Manifest } from './manifest.ts';

type Tensor = 'kernel' | 'recurrent' | 'bias' | 'readout' | 'readoutBias';
const TENSORS: readonly Tensor[] = ['kernel', 'recurrent', 'bias', 'readout', 'readoutBias'];

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

/**
 * The inverse of `encodeWeights`.
 *
 * @param where for messages, such as `Model btc-usd-1h, weights.bin`
 * @throws {ArtifactError} for bytes of another length or with another digest than the manifest says
 */
export function decodeWeights(bytes: Buffer, manifest: Manifest, where: string): LstmWeights[] {
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
