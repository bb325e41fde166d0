import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidTimeError, isDateOnly, parseTime } from './parse-time.ts';

describe('a time that somebody types', () => {
  it.each([
    ['2021-01-01', '2021-01-01T00:00:00.000Z'],
    ['2021-01-01 06:00', '2021-01-01T06:00:00.000Z'],
    ['2021-01-01T06:00', '2021-01-01T06:00:00.000Z'],
    ['2021-01-01t06:00z', '2021-01-01T06:00:00.000Z'],
    ['2021-01-01 06:00 UTC', '2021-01-01T06:00:00.000Z'],
    ['2021-01-01 06:00:59', '2021-01-01T06:00:59.000Z'],
    ['2021-01-01T06:00:59.1234567Z', '2021-01-01T06:00:59.123Z'],
    ['2021-01-01T06:00:59.5Z', '2021-01-01T06:00:59.500Z'],
    ['2021-01-01T06:00+01:00', '2021-01-01T05:00:00.000Z'],
    ['2021-01-01 06:00 -0530', '2021-01-01T11:30:00.000Z'],
    ['2021-01-01T06:00+14', '2020-12-31T16:00:00.000Z'],
    ['2020-02-29', '2020-02-29T00:00:00.000Z'],
    [' 2021-01-01 ', '2021-01-01T00:00:00.000Z'],
  ])('%j is %s', (text, expected) => {
    expect(new Date(parseTime(text)).toISOString()).toBe(expected);
  });

  it.each([
    '',
    'soon',
    '2021-02-30',
    '2021-02-29 06:00',
    '2021-13-01',
    '2021-00-10',
    '0000-00-00',
    '2021-1-1',
    '2021-01',
    '01/02/2021',
    '2021-01-01 24:00',
    '2021-01-01 23:60',
    '2021-01-01 23:59:60',
    '2021-01-01 6:00',
    '2021-01-01 06',
    '2021-01-01T06:00+15:00',
    '2021-01-01T06:00+01:60',
    '2021-01-01+01:00',
    '2021-01-01 06:00 CET',
    '1609459200',
    '２０２１-01-01',
  ])('%j is refused', (text) => {
    expect(() => parseTime(text)).toThrow(InvalidTimeError);
  });

  it('is refused with what was expected and received, of which a megabyte is not shown', () => {
    expect(() => parseTime('2021-02-30')).toThrow(
      'expected a UTC date such as 2021-01-01, or a time such as 2021-01-01 06:00, received "2021-02-30"',
    );
    expect(() => parseTime('9'.repeat(1_000_000))).toThrow(/^.{0,160}$/);
  });

  it('comes back as it was written, to the millisecond', () => {
    const dates = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
    fc.assert(fc.property(dates, (date) => parseTime(date.toISOString()) === date.getTime()));
  });

  it.each(['Pacific/Kiritimati', 'America/New_York', 'UTC'])('means the same on a machine in %s', (zone) => {
    const file = fileURLToPath(new URL('parse-time.ts', import.meta.url));
    const script = `import { parseTime } from ${JSON.stringify(file)}; console.log(parseTime('2021-03-14 02:30'))`;
    const parameters = ['--import', 'tsx', '--input-type=module', '--eval', script];
    const printed = execFileSync(process.execPath, parameters, {
      encoding: 'utf8',
      env: { ...process.env, TZ: zone },
    });
    expect(Number(printed)).toBe(Date.UTC(2021, 2, 14, 2, 30));
  });

  it('may name a whole day', () => {
    expect([isDateOnly('2021-01-01'), isDateOnly('2021-01-01 00:00')]).toEqual([true, false]);
  });
});
