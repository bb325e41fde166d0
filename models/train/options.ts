import { parseArgs } from 'node:util';
import {
  FILE_OPTIONS,
  fileOptions,
  INTERVALS,
  InvalidTimeError,
  isDateOnly,
  isInterval,
  parseTime,
  type EpochMs,
  type FileOptions,
  type Interval,
} from '@detective/data';

/** A wrong flag of the command line; its message is meant for the person who typed it. */
export class OptionError extends Error {
  override readonly name = 'OptionError';

  constructor(
    readonly flag: string,
    readonly expected: string,
    readonly received: string,
  ) {
    super(`--${flag}: expected ${expected}, received ${JSON.stringify(received)}`);
  }
}

/** A file of another series, and the interval that its candles are put together to. */
export interface OtherFile {
  csv: string;
  interval: Interval | undefined;
}

export interface TrainFlags {
  csv: string;
  /** Files of other series that the networks learn from as well. */
  others: OtherFile[];
  until: EpochMs | undefined;
  id: string;
  /** What was told of the file, the interval among it. */
  file: FileOptions;
  seed: number;
  epochs: number;
  batch: number;
  units: number;
  members: number;
  compare: string;
  /** Whether the networks stay as they are and only the tails are fitted. */
  isRecalibration: boolean;
  out: string | undefined;
}

export const TRAIN_USAGE = `npm run train -- --csv FILE [options]

  --csv FILE        candles to learn from: a file, a folder or a glob
  --also FILE       another series that the networks learn from, too, with @INTERVAL where its candles are to be longer
                    (eth-5m.csv@15m); may be given more than once. Tails and figures are those of --csv alone
  --until DATE      learn from nothing after this time, such as 2020-12-31 (the whole day counts) or 2020-12-31T12:00Z
  --id ID           name of the artifact (btc-usd-1h)
  --symbol S        the market, where a file holds several
  --interval I      length of a candle: ${Object.keys(INTERVALS).join(', ')} (the file's own)
  --time-is, --volume-is, --zone, --dates   what a file leaves open (docs/files.md)
  --seed N          starts the random numbers; same file, options and backend, same artifact (1)
  --epochs N        at most so many rounds for each network (30)
  --batch N         sequences of 96 candles in a step of the training (16)
  --members N       networks whose forecasts are averaged (4)
  --units N         LSTM units of each (16)
  --recalibrate     keep the networks of the artifact, and fit only the tails of the views anew
  --compare ID      artifact in use, to report against (MODEL, else btc-usd-1h)
  --out DIRECTORY   where artifacts are kept (models/artifacts)

TF_BACKEND=wasm|node|cpu chooses the TensorFlow.js backend; by default the first of these that works.`;

const DAY_MS = INTERVALS['1d'];

/** A date that counts to its end, or a time. */
export function parseUntil(text: string): EpochMs {
  try {
    return parseTime(text) + (isDateOnly(text) ? DAY_MS - 1 : 0);
  } catch (error) {
    if (error instanceof InvalidTimeError) throw new OptionError('until', InvalidTimeError.expected, text);
    throw error;
  }
}

function wholeNumber(flag: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value) || value < least || value > most) {
    throw new OptionError(flag, `a whole number from ${least} to ${most}`, text);
  }
  return value;
}

function parseId(flag: string, text: string): string {
  if (!/^[a-z0-9][a-z0-9._-]{0,63}$/.test(text)) {
    throw new OptionError(flag, 'small letters, digits, dots and dashes', text);
  }
  return text;
}

function parseOther(text: string): OtherFile {
  const at = text.lastIndexOf('@');
  if (at < 0) return { csv: text, interval: undefined };
  const interval = text.slice(at + 1);
  if (!isInterval(interval)) {
    throw new OptionError('also', `FILE or FILE@INTERVAL, of ${Object.keys(INTERVALS).join(', ')}`, text);
  }
  return { csv: text.slice(0, at), interval };
}

/** @throws OptionError, or a TypeError of `parseArgs` for an unknown flag */
export function parseTrainFlags(argv: string[], modelInUse = 'btc-usd-1h'): TrainFlags | 'help' {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: argv,
    options: {
      csv: text,
      also: { type: 'string', multiple: true },
      until: text,
      id: text,
      ...FILE_OPTIONS,
      seed: text,
      epochs: text,
      batch: text,
      units: text,
      members: text,
      compare: text,
      recalibrate: { type: 'boolean', default: false },
      out: text,
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return 'help';
  if (!values.csv) throw new OptionError('csv', 'a file of candles', values.csv ?? '');
  const { interval } = values;
  if (interval !== undefined && !isInterval(interval))
    throw new OptionError('interval', `one of ${Object.keys(INTERVALS).join(', ')}`, interval);
  return {
    csv: values.csv,
    others: (values.also ?? []).map(parseOther),
    until: values.until === undefined ? undefined : parseUntil(values.until),
    id: parseId('id', values.id ?? 'btc-usd-1h'),
    file: fileOptions(values),
    seed: wholeNumber('seed', values.seed ?? '1', 0, 2 ** 31 - 1),
    epochs: wholeNumber('epochs', values.epochs ?? '30', 1, 1000),
    batch: wholeNumber('batch', values.batch ?? '16', 1, 4096),
    units: wholeNumber('units', values.units ?? '16', 1, 256),
    members: wholeNumber('members', values.members ?? '4', 1, 64),
    compare: parseId('compare', values.compare ?? modelInUse),
    isRecalibration: values.recalibrate,
    out: values.out,
  };
}
