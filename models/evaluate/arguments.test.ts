import { describe, expect, it } from 'vitest';
import { ArgumentError, parseArguments } from './arguments.ts';

const parse = (text: string, environment = {}) => parseArguments(text.split(' '), environment);

describe('the command line of evaluate', () => {
  it('reads days as UTC and leaves the rest at its defaults', () => {
    expect(parse('--csv a.csv --from 2021-01-01 --to 2022-03-01')).toEqual({
      series: [{ csv: 'a.csv', interval: undefined }],
      from: Date.UTC(2021, 0, 1),
      to: Date.UTC(2022, 2, 1),
      file: {},
      model: 'btc-usd-1h',
      alertsPerWeek: 1,
      eventsFile: null,
      withFaults: true,
      isJson: false,
      reportFile: null,
      detectionsFile: null,
    });
  });

  it('takes several series, each at its own interval or a longer one', () => {
    expect(parse('--csv a.csv --csv mail@b.csv --csv c.csv@15m')?.series).toEqual([
      { csv: 'a.csv', interval: undefined },
      { csv: 'mail@b.csv', interval: undefined },
      { csv: 'c.csv', interval: '15m' },
    ]);
  });

  it('reads a time without an offset as UTC too', () => {
    expect(parse('--csv a.csv --from 2021-01-01T05:00')?.from).toBe(Date.UTC(2021, 0, 1, 5));
    expect(parse('--csv a.csv --from 2021-01-01T05:00+01:00')?.from).toBe(Date.UTC(2021, 0, 1, 4));
  });

  it('reads a time with a blank as UTC too', () => {
    const parameters = ['--csv', 'a.csv', '--from', '2021-01-01 05:00'];
    expect(parseArguments(parameters, {})?.from).toBe(Date.UTC(2021, 0, 1, 5));
  });

  it('takes the model from the environment unless it is named', () => {
    expect(parse('--csv a.csv', { MODEL: 'other' })?.model).toBe('other');
    expect(parse('--csv a.csv --model third', { MODEL: 'other' })?.model).toBe('third');
  });

  it.each([
    ['--json', '--csv should be a file'],
    ['--csv a.csv --from soon', '--from should be a UTC date'],
    ['--csv a.csv --from 2021-02-30', '--from should be a UTC date'],
    ['--csv a.csv --from 2021-01-02 --to 2021-01-01', '--to should be later than --from'],
    ['--csv a.csv --alerts-per-week 0', '--alerts-per-week should be a number above 0'],
    ['--csv a.csv --csv b.csv --report r.html', '--report should be left out where there are several'],
    ['--csv a.csv --csv b.csv --detections d', '--detections should be left out where there are several'],
    ['--csv a.csv --interval 7h', '--interval should be one of'],
  ])('%s is refused by name', (text, message) => {
    expect(() => parse(text)).toThrow(ArgumentError);
    expect(() => parse(text)).toThrow(message);
  });

  it('refuses options it does not know, and helps when asked', () => {
    expect(() => parse('--csv a.csv --fast')).toThrow(/--fast/);
    expect(parse('--help')).toBeNull();
  });
});
