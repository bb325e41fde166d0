import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DetectionRow } from '../detections/detection-row.ts';
import { ALL_KINDS } from '../kinds/anomaly-kinds.ts';
import { LIST_ORDERS, USUAL_VIEW, addressWithView, listViewIn, passes } from './list-view.ts';

const row = (kinds: DetectionRow['kinds'], returnPeriodHours: number | null) =>
  ({ openTime: 0, kinds, returnPeriodHours }) as DetectionRow;
const unjudged = () => null;

describe('the view of the list in the address', () => {
  it('says only what is not as usual, and leaves the rest of the address alone', () => {
    expect(addressWithView(USUAL_VIEW, '#series=BTC/USD@1h')).toBe('#series=BTC/USD@1h');
    const view = { ...USUAL_VIEW, order: 'rarest', hidden: ['VOLUME_SURGE', 'FEED_GAP'] } as const;
    expect(addressWithView(view, '#at=2021-05-19T12:00Z')).toBe(
      '#at=2021-05-19T12:00Z&hide=VOLUME_SURGE,FEED_GAP&sort=rarest',
    );
  });

  it('is read back as it was written', () => {
    const view = fc.record({
      hidden: fc.subarray(ALL_KINDS),
      leastRareHours: fc.nat(100_000),
      verdict: fc.constantFrom('ANY', 'OPEN', 'REAL', 'FALSE', 'EXPECTED'),
      isInSightOnly: fc.boolean(),
      order: fc.constantFrom(...LIST_ORDERS),
      isFlat: fc.boolean(),
    });
    fc.assert(
      fc.property(view, (view) => {
        expect(listViewIn(addressWithView(view, ''))).toEqual(view);
      }),
    );
  });

  it('takes what nobody could mean for the usual', () => {
    expect(listViewIn('#hide=NONSENSE&rarer=often&verdict=perhaps&sort=size&only=me&lines=all')).toEqual(
      USUAL_VIEW,
    );
  });
});

describe('the filters', () => {
  it('hide an anomaly by its main cause, whatever else was unusual', () => {
    const view = { ...USUAL_VIEW, hidden: ['PRICE_CRASH'] } as const;
    expect(passes(row(['PRICE_CRASH', 'VOLUME_SURGE'], 500), view, unjudged)).toBe(false);
    expect(passes(row(['VOLUME_SURGE', 'PRICE_CRASH'], 500), view, unjudged)).toBe(true);
  });

  it('let only what is rare enough through, and faults of the feed', () => {
    const view = { ...USUAL_VIEW, leastRareHours: 720 };
    expect(passes(row(['PRICE_JUMP'], 719), view, unjudged)).toBe(false);
    expect(passes(row(['PRICE_JUMP'], 720), view, unjudged)).toBe(true);
    expect(passes(row(['FEED_GAP'], null), view, unjudged)).toBe(true);
  });

  it('go by the verdict as it is now', () => {
    const real = () => 'REAL' as const;
    const anomaly = row(['PRICE_JUMP'], 500);
    expect(passes(anomaly, { ...USUAL_VIEW, verdict: 'OPEN' }, unjudged)).toBe(true);
    expect(passes(anomaly, { ...USUAL_VIEW, verdict: 'OPEN' }, real)).toBe(false);
    expect(passes(anomaly, { ...USUAL_VIEW, verdict: 'REAL' }, real)).toBe(true);
    expect(passes(anomaly, { ...USUAL_VIEW, verdict: 'FALSE' }, real)).toBe(false);
  });
});
