import type { FileOptions } from './file-options.ts';

/** The options of `parseArgs` that settle what a file leaves open; `--interval` and `--symbol` among them. */
export const FILE_OPTIONS = {
  symbol: { type: 'string' },
  interval: { type: 'string' },
  'time-is': { type: 'string' },
  'volume-is': { type: 'string' },
  zone: { type: 'string' },
  dates: { type: 'string' },
} as const;

export const FILE_OPTIONS_USAGE = `  --symbol S        the market; picks one where a file holds several
  --interval I      length of a candle; a multiple of the file's own puts candles together
  --time-is T       open or close: which end of a bar its time is
  --volume-is V     base or quote: what the volume counts, coins or dollars
  --zone Z          clock of times without a zone: UTC, UTC-5, Europe/Berlin
  --dates D         day-first or month-first, for dates such as 03/04/2023`;

/** One of the options has a value that it can't have. */
export class FileOptionError extends Error {
  override readonly name = 'FileOptionError';

  constructor(option: string, expected: readonly string[], received: string) {
    super(
      `--${option}: expected ${expected.join(' or ')}, received ${JSON.stringify(received.slice(0, 40))}`,
    );
  }
}

type Values = { [name in keyof typeof FILE_OPTIONS]?: string | undefined };

/** Reads the values of `FILE_OPTIONS`. Throws a `FileOptionError` for one that isn't known. */
export const fileOptions = (values: Values): FileOptions => ({
  symbol: values.symbol,
  interval: values.interval,
  timeIs: oneOf('time-is', ['open', 'close'], values['time-is']),
  volumeIs: oneOf('volume-is', ['base', 'quote'], values['volume-is']),
  zone: values.zone,
  dates: oneOf('dates', ['day-first', 'month-first'], values.dates),
});

function oneOf<T extends string>(
  option: string,
  expected: readonly T[],
  value: string | undefined,
): T | undefined {
  if (value === undefined) return undefined;
  const found = expected.find((one) => one === value);
  if (found === undefined) throw new FileOptionError(option, expected, value);
  return found;
}
