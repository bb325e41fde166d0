import type { Evaluation } from './evaluation.ts';
import type { ReportTable } from './report-table.ts';
import { minute, moment, reportTables } from './report-tables.ts';
import { seriesTables, type SeriesEvaluation } from './series-tables.ts';
import { textTable } from './text-table.ts';

/** The figures as plain text for a terminal. */
export function textReport(evaluation: Evaluation): string {
  const { modelId, interval, from, to, candles, scoredCandles, events } = evaluation;
  const missed = events.filter(({ caughtAt }) => caughtAt === null);
  return [
    `Model ${modelId} on ${candles} candles of ${interval}, ${moment(from)} to ${moment(to)} (not included); ${scoredCandles} scored.`,
    ...reportTables(evaluation).map(tableText),
    calibrationText(evaluation),
    missed.length === 0
      ? 'No known event was missed at the budget.'
      : `Known events missed at the budget:\n${missed.map(({ openTime, title }) => `  ${minute(openTime)}  ${title}`).join('\n')}`,
  ].join('\n\n');
}

const tableText = ({ title, note, header, rows }: ReportTable): string =>
  `${title}\n${textTable(header, rows)}\n  ${note}`;

/** The figures of several series beside each other. */
export function severalText(series: readonly SeriesEvaluation[]): string {
  const ranges = series.map(
    ({ name, evaluation: { from, to, candles } }) =>
      `  ${name}: ${candles} candles, ${moment(from)} to ${moment(to)}`,
  );
  const model = series[0]?.evaluation.modelId ?? '';
  return [`Model ${model} on\n${ranges.join('\n')}`, ...seriesTables(series).map(tableText)].join('\n\n');
}

function calibrationText({ calibration }: Evaluation): string {
  const rows = calibration.map(({ claimedHours, count, expected, observedHours }) => [
    `once in ${claimedHours} h`,
    expected.toFixed(0),
    String(count),
    observedHours === null ? 'never' : `once in ${observedHours.toFixed(0)} h`,
  ]);
  return `Return periods\n${textTable(['claimed', 'expected', 'came', 'that is'], rows)}`;
}
