import { describe, expect, it } from 'vitest';
import { loadArtifact } from './artifact.ts';
import { intervalWarning } from './interval-warning.ts';

const model = {
  id: 'btc-usd-1h',
  interval: '1h',
  measured: [
    { interval: '4h', holds: true },
    { interval: '5m', holds: false },
    { interval: '15m', holds: null },
  ],
} as const;
const manifest = { ...model, measured: [...model.measured] };

describe('the warning about an interval', () => {
  it('is none where a model was made for it or was measured to hold', () => {
    expect(intervalWarning(manifest, '1h')).toBeNull();
    expect(intervalWarning(manifest, '4h')).toBeNull();
  });

  it('says what the model was made for, and whether it was tried elsewhere', () => {
    expect(intervalWarning(manifest, '5m')).toBe(
      'The model btc-usd-1h was made for candles of 1h and did not hold reliably at 5m: its forecasts may be worse than simple ones, and alerts may come more or less often than the budget says.',
    );
    expect(intervalWarning(manifest, '1m')).toContain('was never measured at 1m');
    expect(intervalWarning(manifest, '15m')).toContain('was measured at 15m over a single range only:');
  });

  it('says of the model that is shipped what was measured of it', async () => {
    const { manifest: shipped } = await loadArtifact('btc-usd-1h');
    expect(intervalWarning(shipped, '1h')).toBeNull();
    // As docs/detector.md has it: 5m, 15m and 4h over one range of time each, 1d with failures, 1m not at all.
    for (const interval of ['5m', '15m', '4h'] as const)
      expect(intervalWarning(shipped, interval)).toContain('single range');
    expect(intervalWarning(shipped, '1d')).toContain('did not hold reliably');
    expect(intervalWarning(shipped, '1m')).toContain('never measured');
  });
});
