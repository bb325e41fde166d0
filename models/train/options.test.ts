import { describe, expect, it } from 'vitest';
import { OptionError, parseTrainFlags, parseUntil } from './options.ts';

const failure = (...argv: string[]): string => {
  try {
    parseTrainFlags(argv);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('the flags of npm run train', () => {
  it('have defaults', () => {
    expect(parseTrainFlags(['--csv', 'a.csv'])).toMatchObject({
      csv: 'a.csv',
      id: 'btc-usd-1h',
      seed: 1,
      compare: 'btc-usd-1h',
    });
    expect(parseTrainFlags(['--csv', 'a.csv'], 'mine')).toMatchObject({ compare: 'mine' });
  });

  it('take other series, each at its own interval or a longer one', () => {
    expect(parseTrainFlags(['--csv', 'a.csv'])).toMatchObject({ others: [], members: 4, batch: 16 });
    expect(parseTrainFlags(['--csv', 'a.csv', '--also', 'b.csv', '--also', 'c@d.csv@15m'])).toMatchObject({
      others: [
        { csv: 'b.csv', interval: undefined },
        { csv: 'c@d.csv', interval: '15m' },
      ],
    });
    expect(failure('--csv', 'a', '--also', 'b.csv@7m')).toContain('--also: expected FILE or FILE@INTERVAL');
  });

  it('take the last day whole', () => {
    expect(parseUntil('2020-12-31')).toBe(Date.UTC(2021, 0, 1) - 1);
    expect(parseUntil('2020-12-31T12:00')).toBe(Date.UTC(2020, 11, 31, 12));
    expect(parseUntil('2020-12-31T12:00+02:00')).toBe(Date.UTC(2020, 11, 31, 10));
    expect(parseUntil('2020-12-31 12:00')).toBe(Date.UTC(2020, 11, 31, 12));
    expect(() => parseUntil('2020-02-30')).toThrow(OptionError);
    expect(() => parseUntil('yesterday')).toThrow(OptionError);
  });

  it('are refused with what was expected', () => {
    expect(failure()).toBe('--csv: expected a file of candles, received ""');
    expect(failure('--csv', 'a', '--seed', 'x')).toContain('--seed: expected a whole number from 0');
    expect(failure('--csv', 'a', '--epochs', '0')).toContain('--epochs: expected a whole number from 1');
    expect(failure('--csv', 'a', '--interval', '7m')).toContain('--interval: expected one of 1m');
    expect(failure('--csv', 'a', '--id', '../x')).toContain('--id: expected small letters');
    expect(failure('--csv', 'a', '--sed', '1')).toContain("Unknown option '--sed'");
  });
});
