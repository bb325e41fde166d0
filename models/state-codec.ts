import { endianness } from 'node:os';
import { crc32 } from 'node:zlib';
import type { Interval } from '@detective/data';
import type { Manifest } from './manifest.ts';
import { sha256 } from './weights.ts';
import { flattenState, stateLengths, unflattenState, type DetectorState } from './detector-state.ts';

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
const STATE_VERSION = 5;
/** States of these versions lack something at their end, and are read: the surplus of alerts, and the rates of incidents. */
const EARLIER_VERSIONS = [4, 3] as const;
const MAGIC = 'DETECTOR';
const CHECKSUM_BYTES = 4;

/**
 * Layout: a line of JSON that says whose state this is, padded with spaces and ended by a line feed so that the numbers
 * begin at a multiple of 8; the numbers as little-endian 64-bit floats; a CRC-32 of all before it.
 */
function headerOf(manifest: Manifest, interval: Interval, version: number): Buffer {
  const model = `${manifest.id}@${fingerprint(manifest)}`;
  const text = JSON.stringify({ magic: MAGIC, version, model, interval });
  return Buffer.from(`${text.padEnd(Math.ceil((text.length + 1) / 8) * 8 - 1)}\n`, 'utf8');
}

/** Two artifacts of one id that differ in anything a state depends on don't share states. */
function fingerprint({ weightsSha256, views, tails, priors, scores }: Manifest): string {
  return sha256(JSON.stringify([weightsSha256, views, tails, priors, scores])).slice(0, 16);
}

/** Turns the states of one model at one interval into bytes and back. */
export interface StateCodec {
  /** A few kilobytes that `decode` turns back into the same state. */
  encode(state: DetectorState): Uint8Array;
  /** @throws StateMismatchError for another model, interval or version, and for damaged bytes */
  decode(bytes: Uint8Array): DetectorState;
}

export function createStateCodec(manifest: Manifest, interval: Interval): StateCodec {
  const lengths = stateLengths(manifest);
  const layoutOf = (version: keyof typeof lengths): Layout => ({
    header: headerOf(manifest, interval, version),
    length: lengths[version],
  });
  const current = layoutOf(STATE_VERSION);
  const layouts = [current, ...EARLIER_VERSIONS.map(layoutOf)];
  return {
    encode: (state) => encode(flattenState(state), current.header),
    decode: (bytes) => unflattenState(decode(bytes, layouts), manifest),
  };
}

/** How the bytes of a version begin, and how many numbers follow. */
interface Layout {
  header: Buffer;
  length: number;
}

function encode(row: Float64Array, header: Buffer): Uint8Array {
  const bytes = Buffer.allocUnsafe(header.length + 8 * row.length + CHECKSUM_BYTES);
  header.copy(bytes);
  bytes.set(littleEndian(row), header.length);
  bytes.writeUInt32LE(checksum(bytes), bytes.length - CHECKSUM_BYTES);
  return bytes;
}

const IS_LITTLE_ENDIAN = endianness() === 'LE';

/** The bytes of the numbers, which the processors of today keep in this order anyway; changes the row on others. */
function littleEndian(row: Float64Array): Buffer {
  const bytes = Buffer.from(row.buffer, row.byteOffset, row.byteLength);
  return IS_LITTLE_ENDIAN ? bytes : bytes.swap64();
}

const checksum = (bytes: Buffer): number => crc32(bytes.subarray(0, bytes.length - CHECKSUM_BYTES));

/** @param layouts of the versions that can be read, the present one first */
function decode(encoded: Uint8Array, layouts: readonly Layout[]): Float64Array {
  const bytes = Buffer.from(encoded.buffer, encoded.byteOffset, encoded.byteLength);
  const lineEnd = bytes.indexOf('\n');
  if (!bytes.subarray(0, 30).includes(MAGIC) || lineEnd < 0) {
    throw new StateMismatchError('beginning', 'a detector state', `${bytes.length} other bytes`);
  }
  if (bytes.length < 40 || bytes.readUInt32LE(bytes.length - CHECKSUM_BYTES) !== checksum(bytes)) {
    throw new StateMismatchError('checksum', 'undamaged bytes', 'damaged or incomplete ones');
  }
  const received = bytes.subarray(0, lineEnd + 1);
  const layout = layouts.find(({ header }) => header.equals(received));
  if (!layout) {
    const expected = (layouts[0] as Layout).header.toString('utf8').trim();
    throw new StateMismatchError('origin', expected, received.toString('utf8').trim());
  }
  const { header, length } = layout;
  const count = (bytes.length - header.length - CHECKSUM_BYTES) / 8;
  if (count !== length) throw new StateMismatchError('length', `${length} numbers`, `${count}`);
  const row = new Float64Array(length);
  const numbers = Buffer.from(row.buffer);
  bytes.copy(numbers, 0, header.length);
  if (!IS_LITTLE_ENDIAN) numbers.swap64();
  return row;
}
