import { type SeriesKey, seriesTitle } from '../series/series-key.ts';
import type { DetectionRow } from './detection-row.ts';

type Cell = string | number | boolean | null;

const COLUMNS: readonly [name: string, read: (row: DetectionRow) => Cell][] = [
  ['open_time', ({ openTime }) => new Date(openTime).toISOString()],
  ['open', ({ open }) => open],
  ['high', ({ high }) => high],
  ['low', ({ low }) => low],
  ['close', ({ close }) => close],
  ['volume', ({ volume }) => volume],
  ['forecast_high', ({ forecastHigh }) => forecastHigh],
  ['forecast_low', ({ forecastLow }) => forecastLow],
  ['lower_limit', ({ lowerLimit }) => lowerLimit],
  ['upper_limit', ({ upperLimit }) => upperLimit],
  ['usual_low', ({ usualLow }) => usualLow],
  ['usual_high', ({ usualHigh }) => usualHigh],
  ['anomaly_score', ({ anomalyScore }) => anomalyScore],
  ['threshold', ({ threshold }) => threshold],
  ['is_anomaly', ({ isAnomaly }) => isAnomaly],
  ['kinds', ({ kinds }) => kinds.join(' ')],
  ['return_period_hours', ({ returnPeriodHours }) => returnPeriodHours],
  ['reason', ({ reason }) => reason],
  ['verdict', ({ verdict }) => verdict?.kind ?? null],
  ['verdict_note', ({ verdict }) => verdict?.note ?? null],
];

/** Such as `BTC-USD-1h-candles.csv`; a symbol has characters that no file name can. */
export const fileNameOf = (series: SeriesKey, what: string): string =>
  `${seriesTitle(series)} ${what}.csv`.replaceAll(/[^\w.]+/g, '-');

/** Rows as CSV with a header; what is not known is empty. */
export function toCsv(rows: readonly DetectionRow[]): string {
  const lines = rows.map((row) => COLUMNS.map(([, read]) => cell(read(row))).join(','));
  return [COLUMNS.map(([name]) => name).join(','), ...lines, ''].join('\n');
}

function cell(value: Cell): string {
  if (typeof value !== 'string') return value === null ? '' : String(value);
  // A spreadsheet runs text that begins like a formula.
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  // Where a comma is the decimal sign, spreadsheets separate by semicolons, and what follows one could be a formula.
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Hands a text to the browser as a file to save. */
export function saveAs(fileName: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // The download has the file by then; revoking at once can cancel it.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
