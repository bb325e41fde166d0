import { crc32 } from 'node:zlib';
import { simulate, type Ohlcv } from '@detective/data';
import { beforeAll, describe, expect, it } from 'vitest';
import { createDetector, loadArtifact, StateMismatchError, type Artifact, type Detector } from './index.ts';
import { initialSurplus, SURPLUS_LENGTH } from './surplus.ts';
import { INCIDENT_RATES_LENGTH, initialIncidentRates } from './incident-rates.ts';

let artifact: Artifact;
let detector: Detector;
let bytes: Uint8Array;

beforeAll(async () => {
  artifact = await loadArtifact('btc-usd-1h');
  detector = createDetector(artifact, { interval: '1h', alertsPerWeek: 1 });
  let state = detector.initialState();
  for (const candle of simulate({ seed: 1, from: 0, count: 60, interval: '1h' })) {
    state = detector.step(state, candle).nextState;
  }
  bytes = detector.encodeState(state);
});

const failure = (by: Detector, encoded: Uint8Array): unknown => {
  try {
    return by.decodeState(encoded);
  } catch (error) {
    return error;
  }
};

describe('an encoded state', () => {
  it('comes back bit for bit, also before the first candle', () => {
    expect(detector.encodeState(detector.decodeState(bytes))).toEqual(bytes);
    const initial = detector.initialState();
    expect(detector.decodeState(detector.encodeState(initial))).toEqual(initial);
  });

  it('is refused by another model, naming both', () => {
    const other = { ...artifact, manifest: { ...artifact.manifest, id: 'eth-usd-1h' } };
    const error = failure(createDetector(other, { interval: '1h', alertsPerWeek: 1 }), bytes);
    expect(error).toBeInstanceOf(StateMismatchError);
    expect((error as Error).message).toMatch(/eth-usd-1h.*btc-usd-1h/);
  });

  it('is refused by a model of the same name that was trained anew', () => {
    const other = { ...artifact, manifest: { ...artifact.manifest, weightsSha256: '0'.repeat(64) } };
    expect(failure(createDetector(other, { interval: '1h', alertsPerWeek: 1 }), bytes)).toBeInstanceOf(
      StateMismatchError,
    );
  });

  it('is refused at another interval', () => {
    const error = failure(createDetector(artifact, { interval: '5m', alertsPerWeek: 1 }), bytes);
    expect((error as Error).message).toMatch(/"interval":"5m".*"interval":"1h"/);
  });

  it('is refused when a bit is wrong, an end is missing or it is something else', () => {
    for (let position = 0; position < bytes.length; position += 97) {
      const damaged = Uint8Array.from(bytes);
      damaged[position] = (damaged[position] as number) ^ 4;
      expect(failure(detector, damaged)).toBeInstanceOf(StateMismatchError);
    }
    for (const length of [0, 5, 39, 200, bytes.length - 1]) {
      expect(failure(detector, bytes.slice(0, length))).toBeInstanceOf(StateMismatchError);
    }
    expect(failure(detector, new TextEncoder().encode('{"magic":"other"}\n'))).toBeInstanceOf(
      StateMismatchError,
    );
  });
});

describe('a state of an earlier version', () => {
  /** As that version wrote it: without the numbers at the end. */
  const asBefore = (encoded: Uint8Array, version: 3 | 4): Uint8Array => {
    const missing = SURPLUS_LENGTH + (version === 3 ? INCIDENT_RATES_LENGTH : 0);
    const body = Buffer.from(encoded).subarray(0, encoded.length - 4 - 8 * missing);
    const lineEnd = body.indexOf('\n');
    const header = body.subarray(0, lineEnd).toString('utf8').replace('"version":5', `"version":${version}`);
    const bytes = Buffer.concat([Buffer.from(header), body.subarray(lineEnd), Buffer.alloc(4)]);
    bytes.writeUInt32LE(crc32(bytes.subarray(0, -4)), bytes.length - 4);
    return bytes;
  };
  const [next] = [...simulate({ seed: 1, from: 0, count: 61, interval: '1h' })].slice(-1) as [Ohlcv];

  it.each([3, 4] as const)('of %d goes on as it was and begins to learn of the rest', (version) => {
    const state = detector.decodeState(bytes);
    const before = detector.decodeState(asBefore(bytes, version));
    const incidents = version === 3 ? initialIncidentRates() : state.incidents;
    expect(before).toEqual({ ...state, incidents, surplus: initialSurplus() });
    const { anomalyScore, forecastHigh } = detector.step(before, next).judgement;
    expect(detector.step(state, next).judgement).toMatchObject({ anomalyScore, forecastHigh });
  });

  it('is refused by another model, and with numbers missing or too many', () => {
    const other = { ...artifact, manifest: { ...artifact.manifest, weightsSha256: '0'.repeat(64) } };
    const created = createDetector(other, { interval: '1h', alertsPerWeek: 1 });
    expect(failure(created, asBefore(bytes, 3))).toBeInstanceOf(StateMismatchError);
    const shorter = Buffer.concat([asBefore(bytes, 3).subarray(0, -12), Buffer.alloc(4)]);
    shorter.writeUInt32LE(crc32(shorter.subarray(0, -4)), shorter.length - 4);
    expect((failure(detector, shorter) as Error).message).toMatch(/length/);
  });
});
