import { parseArgs } from 'node:util';
import {
  FILE_OPTIONS,
  fileOptions,
  INTERVALS,
  InvalidTimeError,
  isInterval,
  parseTime,
} from '@detective/data';
import type { EpochMs, FileOptions, Interval } from '@detective/data';

export const USAGE = `npm run evaluate -- --csv FILE [options]

  --csv FILE             candles to replay from the first row on: a file, a folder or a glob; given more than once,
                         one table over all series, FILE@INTERVAL where the candles of one are to be longer
  --from DATE            figures from this day or time on, UTC (default: the first candle)
  --to DATE              figures up to this day or time, UTC, not included (default: after the last candle)
  --symbol SYMBOL        the market, where a file holds several
  --interval INTERVAL    1m to 1w (default: the file's own)
  --time-is, --volume-is, --zone, --dates   what a file leaves open (docs/files.md)
  --model ID             artifact to evaluate (default: $MODEL, else btc-usd-1h)
  --alerts-per-week N    alert budget (default: 1)
  --events FILE          JSON list of { "openTime", "title" } (default: data/known-events.json)
  --no-faults            leave out the injected faults
  --json                 print the figures as JSON
  --report FILE.html     write a report with charts
  --detections FILE      write every judgement from the first row on, one JSON object a line`;

/** A file of candles, and the interval that they are put together to. */
export interface SeriesFile {
  csv: string;
  interval: Interval | undefined;
}

export interface Arguments {
  series: SeriesFile[];
  from: EpochMs;
  to: EpochMs;
  /** What was told of the files, the interval among it. */
  file: FileOptions;
  model: string;
  alertsPerWeek: number;
  eventsFile: string | null;
  withFaults: boolean;
  isJson: boolean;
  reportFile: string | null;
  detectionsFile: string | null;
}

/** A command line that cannot be understood; the message names the option. */
export class ArgumentError extends Error {
  constructor(option: string, expected: string, received: string) {
    super(`${option} should be ${expected}, but is ${JSON.stringify(received)}`);
    this.name = 'ArgumentError';
  }
}

/** Reads the command line; null when help was asked for. Throws for unknown options and bad values. */
export function parseArguments(
  args: string[],
  environment: Record<string, string | undefined>,
): Arguments | null {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    args,
    options: {
      csv: { type: 'string', multiple: true },
      from: text,
      to: text,
      ...FILE_OPTIONS,
      model: text,
      'alerts-per-week': text,
      events: text,
      report: text,
      detections: text,
      'no-faults': flag,
      json: flag,
      help: flag,
    },
  });
  if (values.help) return null;
  const series = (values.csv ?? []).map(seriesFile);
  if (series.length === 0) throw new ArgumentError('--csv', 'a file with candles', '');
  for (const option of ['report', 'detections'] as const) {
    if (series.length > 1 && values[option] !== undefined)
      throw new ArgumentError(`--${option}`, 'left out where there are several series', values[option]);
  }
  const { interval } = values;
  if (interval !== undefined && !isInterval(interval))
    throw new ArgumentError('--interval', `one of ${Object.keys(INTERVALS).join(', ')}`, interval);
  const from = readTime('--from', values.from, -Infinity);
  const to = readTime('--to', values.to, Infinity);
  if (from >= to) throw new ArgumentError('--to', 'later than --from', values.to ?? '');
  return {
    series,
    from,
    to,
    file: fileOptions(values),
    model: values.model ?? environment.MODEL ?? 'btc-usd-1h',
    alertsPerWeek: readBudget(values['alerts-per-week'] ?? '1'),
    eventsFile: values.events ?? null,
    withFaults: !values['no-faults'],
    isJson: values.json,
    reportFile: values.report ?? null,
    detectionsFile: values.detections ?? null,
  };
}

/** An at sign before something that is no interval is part of the name. */
export function seriesFile(text: string): SeriesFile {
  const at = text.lastIndexOf('@');
  const interval = text.slice(at + 1);
  return at > 0 && isInterval(interval)
    ? { csv: text.slice(0, at), interval }
    : { csv: text, interval: undefined };
}

function readTime(option: string, value: string | undefined, otherwise: EpochMs): EpochMs {
  if (value === undefined) return otherwise;
  try {
    return parseTime(value);
  } catch (error) {
    if (error instanceof InvalidTimeError) throw new ArgumentError(option, InvalidTimeError.expected, value);
    throw error;
  }
}

function readBudget(value: string): number {
  const budget = Number(value);
  if (!(budget > 0) || !Number.isFinite(budget))
    throw new ArgumentError('--alerts-per-week', 'a number above 0', value);
  return budget;
}
