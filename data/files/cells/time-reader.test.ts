import { describe, expect, it } from 'vitest';
import { TimeReader } from './time-reader.ts';
import { UTC } from './zone.ts';

describe('a time with the place of its clock', () => {
  const read = (texts: readonly string[]) => {
    const reader = new TimeReader(0, undefined, undefined, UTC);
    return { times: texts.map((text) => reader.read([text])), reader };
  };

  it('is that of its own row, through the nights when clocks change', () => {
    const { times, reader } = read([
      '20231105 00:00:00 US/Eastern',
      '20231105 01:00:00 US/Eastern',
      '20231105 01:00:00 US/Eastern',
      '20231105 02:00:00 America/New_York',
    ]);
    const first = Date.parse('2023-11-05T04:00:00Z');
    expect(times).toEqual([0, 1, 2, 3].map((hour) => first + hour * 3_600_000));
    expect(reader.hasBareClock).toBe(false);
  });

  it('is none where there is no such place, or no such hour', () => {
    expect(read(['20230301 00:00:00 US/Nowhere', '20230312 02:30:00 US/Eastern']).times).toEqual([
      undefined,
      undefined,
    ]);
  });
});
