import { parseArgs } from 'node:util';
import {
  endWithReader,
  INTERVALS,
  openCandleFile,
  parseTime,
  type Interval,
  type Ohlcv,
} from '@detective/data';
import { loadArtifact } from '../artifact.ts';
import { seriesFile } from '../evaluate/arguments.ts';
import { fitCandidates } from './candidate-scores.ts';
import { CANDIDATES } from './candidates.ts';
import { overAll } from './over-all.ts';
import { searchSeries, type SearchResult } from './search-series.ts';
import { intervalTables, seriesTable } from './search-tables.ts';

const USAGE = `npm run search -- --csv FILE [--csv FILE …] [options]

Varies the constants of the detector one at a time (models/search/candidates.ts), the rivals beside, on several series.

  --csv FILE        candles; the first file is the one that the artifact was trained on, others may be put together to
                    longer ones (FILE@INTERVAL); series of one interval are summed up together
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

async function search(files: readonly string[], options: Options): Promise<void> {
  const artifact = await loadArtifact(options.model);
  const first = await readSeries(files[0] as string, options.until);
  const candidates = fitCandidates(CANDIDATES, artifact, first.candles, first.interval);
  const groups = new Map<Interval, SearchResult[][]>();
  for (const file of files) {
    const { name, interval, candles } = await readSeries(file, options.until);
    const from = (candles[0]?.openTime ?? 0) + options.weeks * INTERVALS['1w'];
    const { withFaults } = options;
    console.log(`\n${name}, ${interval}, from ${new Date(from).toISOString().slice(0, 10)}`);
    const results = searchSeries(artifact, candles, { interval, from, withFaults }, candidates);
    console.log(seriesTable(results));
    groups.set(interval, [...(groups.get(interval) ?? []), results]);
  }
  if (files.length < 2) return;
  for (const [interval, series] of groups) {
    console.log(`\nall ${series.length} at ${interval}: means, and sums of what was found`);
    console.log(seriesTable(overAll(series)));
  }
  const columns = [...groups].map(([interval, series]) => ({ interval, series }));
  for (const table of intervalTables(columns)) console.log(`\n${table}`);
}

interface Options {
  until: number;
  weeks: number;
  model: string;
  withFaults: boolean;
}

endWithReader();
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
