import { describe, expect, it } from 'vitest';
import { loadArtifact } from './artifact.ts';
import { intervalWarning } from './interval-warning.ts';

const model = {
  id: 'btc-usd-1h',
  interval: '1h',
  measured: [
    { interval: '4h', holds: true },
    { interval: '5m', holds: false },
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
  });

  it('is given for five minutes and days by the model that is shipped, not for hours', async () => {
    const { manifest: shipped } = await loadArtifact('btc-usd-1h');
    expect(intervalWarning(shipped, '1h')).toBeNull();
    expect(intervalWarning(shipped, '5m')).toContain('made for candles of 1h');
    expect(intervalWarning(shipped, '1d')).toContain('made for candles of 1h');
  });
});
