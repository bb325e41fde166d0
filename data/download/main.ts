import { SingleBar } from 'cli-progress';
import { outliveReader } from '../closed-output.ts';
import { ExchangeHostsError, parseExchangeHosts } from '../exchanges/exchange-hosts.ts';
import {
  UnknownExchangeError,
  UnknownIntervalError,
  UnknownMarketError,
} from '../exchanges/exchange-errors.ts';
import { CandleFileError } from '../files/candle-file-error.ts';
import { CandleCsvError } from './candle-csv.ts';
import {
  DownloadArgumentError,
  readDownloadArguments,
  USAGE,
  type DownloadArguments,
} from './download-arguments.ts';
import { download, shortTime, type DownloadReport } from './download.ts';

const GAPS_LISTED = 50;

/** Errors that say what to do; anything else is a bug and shows as one. */
const PLAIN_ERRORS = [
  ...[UnknownExchangeError, UnknownIntervalError, UnknownMarketError, CandleFileError, CandleCsvError],
  ...[ExchangeHostsError, DownloadArgumentError],
];

function describe(report: DownloadReport, { out, interval }: DownloadArguments): string[] {
  const time = (at: number | null) => (at === null ? '' : shortTime(at, interval));
  const { added, count, first, last, gaps, head, isWhole } = report;
  const missing = gaps.reduce((sum, { candles }) => sum + candles, 0);
  const file =
    count === 0
      ? `${out}: no candles, and nothing is written`
      : `${out}: ${count} candles, ${added} of them new, from ${time(first)} to ${time(last)} UTC; read back and checked`;
  return [
    file,
    ...(head === null ? [] : [head]),
    gaps.length === 0
      ? 'gaps: none'
      : `gaps: ${gaps.length}, ${missing} candles that the exchange does not have`,
    ...gaps.slice(0, GAPS_LISTED).map((gap) => `  ${time(gap.from)} up to ${time(gap.to)}: ${gap.candles}`),
    ...(gaps.length > GAPS_LISTED ? [`  and ${gaps.length - GAPS_LISTED} more`] : []),
    ...(isWhole ? [] : ['ended before all was there: the same command goes on']),
  ];
}

async function main(): Promise<void> {
  const parameters = readDownloadArguments(process.argv.slice(2));
  if (!parameters) return console.log(USAGE);
  const end = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => end.abort());
  const format = '{bar} {percentage} % | {candles} candles | {date} UTC | {eta_formatted} left';
  const bar = new SingleBar({
    format,
    stream: process.stderr,
    noTTYOutput: true,
    notTTYSchedule: 5_000,
    hideCursor: true,
  });
  try {
    const report = await download({
      ...parameters,
      signal: end.signal,
      hosts: parseExchangeHosts(process.env.EXCHANGE_HOSTS ?? ''),
      onProgress: ({ written, openTime, from, to }) => {
        // Not before: what is refused at once needs no bar above its reason.
        if (!bar.isActive) bar.start(1, 0, { candles: 0, date: '–' });
        bar.setTotal(Math.max(1, to - from));
        bar.update(openTime - from, { candles: written, date: shortTime(openTime, parameters.interval) });
      },
      onTrouble: (message) => console.error(`\n${message}`),
    });
    bar.stop();
    console.log(describe(report, parameters).join('\n'));
    if (!report.isWhole) process.exitCode = 1;
  } finally {
    bar.stop();
  }
}

outliveReader();
try {
  await main();
} catch (error) {
  if (!(error instanceof Error) || !PLAIN_ERRORS.some((known) => error instanceof known)) throw error;
  console.error(error instanceof DownloadArgumentError ? `${error.message}\n\n${USAGE}` : error.message);
  process.exitCode = 1;
}
