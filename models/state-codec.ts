import { crc32 } from 'node:zlib';
import type { Interval } from '@detective/data';
import { sha256, type Manifest } from './artifact.ts';
import { flattenState, stateLength, unflattenState, type DetectorState } from './detector-state.ts';

/** Stored bytes that this detector can't go on from; the series has to be judged anew from its stored candles. */
export class StateMismatchError extends Error {
  override readonly name = 'StateMismatchError';

  constructor(
    readonly what: string,
    readonly expected: string,
    readonly received: string,
  ) {
    super(`Detector state, ${what}: expected ${expected}, received ${received}.`);
  }
}

/** Raised whenever the numbers of a state change their meaning. */
const STATE_VERSION = 1;
const MAGIC = 'DETECTOR';
const CHECKSUM_BYTES = 4;

/**
 * Layout: a line of JSON that says whose state this is, padded with spaces and ended by a line feed so that the numbers
 * begin at a multiple of 8; the numbers as little-endian 64-bit floats; a CRC-32 of all before it.
 */
function headerOf(manifest: Manifest, interval: Interval): Buffer {
  const model = `${manifest.id}@${fingerprint(manifest)}`;
  const text = JSON.stringify({ magic: MAGIC, version: STATE_VERSION, model, interval });
  return Buffer.from(`${text.padEnd(Math.ceil((text.length + 1) / 8) * 8 - 1)}\n`, 'utf8');
}

/** Two artifacts of one id that differ in anything a state depends on don't share states. */
const fingerprint = (manifest: Manifest): string =>
  sha256(JSON.stringify([manifest.weightsSha256, manifest.tails, manifest.priors, manifest.scores])).slice(
    0,
    16,
  );

/** A few kilobytes that `decodeState` turns back into the same state. */
export function encodeState(state: DetectorState, manifest: Manifest, interval: Interval): Uint8Array {
  const header = headerOf(manifest, interval);
  const row = flattenState(state);
  const bytes = Buffer.alloc(header.length + 8 * row.length + CHECKSUM_BYTES);
  header.copy(bytes);
  row.forEach((value, index) => bytes.writeDoubleLE(value, header.length + 8 * index));
  bytes.writeUInt32LE(checksum(bytes), bytes.length - CHECKSUM_BYTES);
  return bytes;
}

const checksum = (bytes: Buffer): number => crc32(bytes.subarray(0, bytes.length - CHECKSUM_BYTES));

/**
 * The state that was encoded.
 *
 * @throws StateMismatchError for another model, interval or version, and for damaged bytes
 */
export function decodeState(encoded: Uint8Array, manifest: Manifest, interval: Interval): DetectorState {
  const bytes = Buffer.from(encoded.buffer, encoded.byteOffset, encoded.byteLength);
  const lineEnd = bytes.indexOf('\n');
  if (!bytes.subarray(0, 30).includes(MAGIC) || lineEnd < 0) {
    throw new StateMismatchError('beginning', 'a detector state', `${bytes.length} other bytes`);
  }
  if (bytes.readUInt32LE(bytes.length - CHECKSUM_BYTES) !== checksum(bytes)) {
    throw new StateMismatchError('checksum', 'undamaged bytes', 'damaged or incomplete ones');
  }
  const header = headerOf(manifest, interval);
  const received = bytes.subarray(0, lineEnd + 1);
  if (!header.equals(received)) {
    throw new StateMismatchError('origin', header.toString('utf8').trim(), received.toString('utf8').trim());
  }
  const count = (bytes.length - header.length - CHECKSUM_BYTES) / 8;
  if (count !== stateLength(manifest)) {
    throw new StateMismatchError('length', `${stateLength(manifest)} numbers`, `${count}`);
  }
  const row = Float64Array.from({ length: count }, (_, index) =>
    bytes.readDoubleLE(header.length + 8 * index),
  );
  return unflattenState(row, manifest);
}
