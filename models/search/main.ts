import { parseArgs } from 'node:util';
import { INTERVALS, openCandleFile, parseTime, type Interval, type Ohlcv } from '@detective/data';
import { loadArtifact } from '../artifact.ts';
import { seriesFile } from '../evaluate/arguments.ts';
import { textTable } from '../evaluate/text-table.ts';
import { fitCandidate } from './candidate-scores.ts';
import { CANDIDATES } from './candidates.ts';
import { overAll } from './over-all.ts';
import { BUDGETS, searchSeries, type SearchResult } from './search-series.ts';
import { walkSeries } from './walk-series.ts';

const USAGE = `npm run search -- --csv FILE [--csv FILE …] [options]

Compares scores (models/search/candidates.ts) with each other and with the rivals on several series.

  --csv FILE        candles; the first file is the one that the artifact was trained on, others may be put together to
                    longer ones (FILE@INTERVAL)
  --until DATE      nothing from this time on is read (2021-01-01)
  --weeks N         weeks at the beginning that only warm up, and that the rivals are fitted to (40)
  --model ID        artifact (btc-usd-1h)
  --no-faults       no injected market moves, which take most of the time
`;

interface Series {
  name: string;
  interval: Interval;
  candles: Ohlcv[];
}

async function readSeries(text: string, to: number): Promise<Series> {
  const { csv, interval } = seriesFile(text);
  const opened = await openCandleFile(csv, { to, interval });
  const candles = [...opened.candles];
  opened.dispose();
  return { name: csv.replace(/^.*\//, ''), interval: opened.interval, candles };
}

const percent = (shares: readonly (number | null)[], digits: number): string =>
  shares.map((share) => (share === null ? '–' : (100 * share).toFixed(digits))).join(', ');

const tableOf = (results: readonly SearchResult[], digits = 0): string =>
  textTable(
    [
      'score',
      `events by rule, %, at ${BUDGETS.join(', ')} a week`,
      'known events',
      'alerts a week',
      'injected, area',
      ...(results[0]?.found ?? []).map(({ kind, injected }) => `${kind}, of ${injected}`),
    ],
    results.map(({ name, recall, known, alertsPerWeek, area, found }) => [
      name,
      percent(recall, digits),
      known.join(', '),
      alertsPerWeek.map((rate) => rate.toFixed(2)).join(', '),
      area === null ? '' : area.toFixed(3),
      ...found.map((one) => String(one.found)),
    ]),
  );

async function search(files: readonly string[], options: Options): Promise<void> {
  const artifact = await loadArtifact(options.model);
  const series = await Promise.all(files.map((file) => readSeries(file, options.until)));
  const [first] = series as [Series];
  const training = walkSeries(artifact, first.candles, first.interval);
  const candidates = CANDIDATES.map((candidate) => fitCandidate(candidate, artifact, training));
  const tables: SearchResult[][] = [];
  for (const { name, interval, candles } of series) {
    const from = (candles[0]?.openTime ?? 0) + options.weeks * 7 * INTERVALS['1d'];
    const { withFaults } = options;
    console.log(`\n${name}, ${interval}, from ${new Date(from).toISOString().slice(0, 10)}`);
    const results = searchSeries(artifact, candles, { interval, from, withFaults }, candidates);
    console.log(tableOf(results));
    tables.push(results);
  }
  if (tables.length < 2) return;
  console.log(`\nall ${tables.length}: means, and sums of what was found`);
  console.log(tableOf(overAll(tables), 1));
}

interface Options {
  until: number;
  weeks: number;
  model: string;
  withFaults: boolean;
}

try {
  const { values } = parseArgs({
    options: {
      csv: { type: 'string', multiple: true, default: [] },
      until: { type: 'string', default: '2021-01-01' },
      weeks: { type: 'string', default: '40' },
      model: { type: 'string', default: 'btc-usd-1h' },
      'no-faults': { type: 'boolean', default: false },
    },
  });
  const weeks = Number(values.weeks);
  if (values.csv.length === 0 || !(weeks >= 0)) throw new Error(USAGE);
  const options = { until: parseTime(values.until), weeks, model: values.model };
  await search(values.csv, { ...options, withFaults: !values['no-faults'] });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
