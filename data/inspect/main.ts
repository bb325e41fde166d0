import { parseArgs } from 'node:util';
import { endWithReader } from '../closed-output.ts';
import { CandleFileError } from '../files/candle-file-error.ts';
import type { FileOptions } from '../files/file-options.ts';
import { describeSummary } from '../files/file-summary.ts';
import type { FileSummary } from '../files/file-summary.ts';
import { fileOptions, FILE_OPTIONS, FILE_OPTIONS_USAGE, FileOptionError } from '../files/option-flags.ts';
import { openCandleFile } from '../files/open-candle-file.ts';

const USAGE = `npm run inspect -- FILE... [options]

Says what would be read of a file, a folder or a glob, without a server. Several are read as one series.

  --json            one JSON object on the last line, with the first candle
${FILE_OPTIONS_USAGE}`;

const time = (at: number | null) => (at === null ? null : new Date(at).toISOString());

function toJson(summary: FileSummary): string {
  const { firstCandle, firstOpenTime, lastOpenTime, ...rest } = summary;
  const { open, high, low, close, volume } = firstCandle ?? {};
  const times = { firstOpenTime: time(firstOpenTime), lastOpenTime: time(lastOpenTime) };
  // The volume of the first candle takes the name; how it was told stands beside it.
  return JSON.stringify({ ...rest, ...times, volumeIs: rest.volume, open, high, low, close, volume });
}

async function inspect(files: string[], options: FileOptions, isJson: boolean) {
  const { summary, dispose } = await openCandleFile(files, options);
  dispose();
  if (isJson) console.log(toJson(summary));
  else {
    console.log(describeSummary(summary).join('\n'));
    const { firstCandle: first } = summary;
    if (first)
      console.log(
        `first: open ${first.open}, high ${first.high}, low ${first.low}, close ${first.close}, volume ${first.volume}`,
      );
  }
}

endWithReader();
let isJson = process.argv.includes('--json');
try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { ...FILE_OPTIONS, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  isJson = values.json ?? false;
  if (values.help || positionals.length === 0) console.log(USAGE);
  else await inspect(positionals, fileOptions(values), isJson);
} catch (error) {
  const isUsage = error instanceof FileOptionError || (error instanceof TypeError && 'code' in error);
  if (!isUsage && !(error instanceof CandleFileError)) throw error;
  if (isJson) console.log(JSON.stringify({ refused: error.message }));
  else console.error(isUsage ? `${error.message}\n\n${USAGE}` : error.message);
  process.exitCode = 1;
}
