import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { isReached, tableOf, type Measure, type Row } from './row.ts';
import { measureFanOut } from './rows/fan-out.ts';
import { measureIngest } from './rows/ingest.ts';
import { measureManySeries } from './rows/many-series.ts';
import { measureReplay } from './rows/replay.ts';
import { measureSeriesLength } from './rows/series-length.ts';
import { measureRetention } from './rows/retention.ts';
import { measureStep } from './rows/step.ts';
import { measureWide } from './rows/wide.ts';

const USAGE = `Usage: npm run bench -- [options]

  --only NAMES   some of: ingest, replay, step, fan-out, many-series, series-length, wide, retention (separated by commas)
  --other FOLDER another checkout of this project, with its packages; its detector is what step is compared with,
                 and without it that row is left out
  --json FILE    the rows as JSON, too

What else uses the machine disturbs what is measured: only ratios mean anything, each taken in one run.
`;

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    other: { type: 'string' },
    json: { type: 'string' },
    help: { type: 'boolean' },
  },
});

const MEASURES: Readonly<Record<string, Measure>> = {
  ingest: measureIngest,
  replay: measureReplay,
  step: () => measureStep(values.other),
  'fan-out': measureFanOut,
  'many-series': measureManySeries,
  'series-length': measureSeriesLength,
  wide: measureWide,
  retention: measureRetention,
};

async function main(): Promise<void> {
  const names = values.only?.split(',') ?? Object.keys(MEASURES);
  const unknown = names.filter((name) => !Object.hasOwn(MEASURES, name));
  if (values.help || unknown.length > 0) {
    process.stdout.write(USAGE);
    process.exitCode = unknown.length > 0 ? 1 : 0;
    return;
  }
  const rows: Row[] = [];
  for (const name of names) {
    process.stderr.write(`${name} …\n`);
    try {
      const some = (await MEASURES[name]?.()) ?? [];
      rows.push(...some);
      process.stderr.write(`${tableOf(some)}\n`);
    } catch (error) {
      console.error(`${name} failed:`, error);
      process.exitCode = 1;
    }
  }
  console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'an unknown processor'}\n`);
  console.log(tableOf(rows));
  if (values.json !== undefined) {
    const text = JSON.stringify(
      rows.map((each) => ({ ...each, isReached: isReached(each) })),
      null,
      2,
    );
    await writeFile(values.json, `${text}\n`);
  }
}

await main();
