import { INTERVALS } from '@detective/data';
import type { EpochMs } from '@detective/data';
import { calibrationChart } from './charts/calibration-chart.ts';
import { candleChart } from './charts/candle-chart.ts';
import { legend, lineChart } from './charts/line-chart.ts';
import { escapeText } from './charts/svg.ts';
import type { EvaluationRun } from './evaluate.ts';
import type { Evaluation } from './evaluation.ts';
import type { CaughtEvent } from './event-catch.ts';
import { REPORT_STYLE } from './report-style.ts';
import { minute, moment, reportTables } from './report-tables.ts';
import type { ReportTable } from './report-tables.ts';
import { movingMean } from './statistics.ts';

/** The whole evaluation as one HTML page that needs nothing from outside: no script, no font, no image. */
export function htmlReport(run: EvaluationRun): string {
  const { evaluation } = run;
  const [high, others, rates, quarters, incidents, events, ...faults] =
    reportTables(evaluation).map(htmlTable);
  const title = `Evaluation of ${evaluation.modelId}`;
  const sections = [
    section('Forecast', `${high ?? ''}${errorChart(run)}${others ?? ''}`),
    section('Alert rate', `${rates ?? ''}${rateChart(run)}${quarters ?? ''}${incidents ?? ''}`),
    section('Return periods', calibration(evaluation)),
    section('Known events', `${events ?? ''}${eventCharts(run)}`),
    ...(faults.length > 0 ? [section('Injected faults', faults.join(''))] : []),
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeText(title)}</title><style>${REPORT_STYLE}</style></head>
<body><main><h1>${escapeText(title)}</h1>${summary(evaluation)}${sections.join('\n')}</main></body></html>
`;
}

const section = (title: string, body: string) => `<section><h2>${escapeText(title)}</h2>${body}</section>`;

function summary({
  from,
  to,
  interval,
  candles,
  scoredCandles,
  errors,
  rates,
  alertsPerWeek,
  events,
}: Evaluation) {
  const own = rates.find(({ budget }) => budget === alertsPerWeek);
  const caught = events.filter(({ caughtAt }) => caughtAt !== null).length;
  const facts = [
    ['mean error of the high', `${errors.high[0]?.meanAbsoluteError.toFixed(2)}`],
    ['the same of the last high', `${errors.high[1]?.meanAbsoluteError.toFixed(2)}`],
    ['alerts a week', `${own?.overall.alertsPerWeek.toFixed(2)} of ${alertsPerWeek}`],
    ['known events caught', `${caught} of ${events.length}`],
  ];
  const cells = facts.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join('');
  const range = `${moment(from)} to ${moment(to)} (not included), ${candles} candles of ${interval}, ${scoredCandles} of them scored`;
  return `<p>${range}. Every judgement was made from earlier candles only, and the replay began at the first row of the file.</p><dl>${cells}</dl>`;
}

function htmlTable({ title, note, header, rows, own }: ReportTable): string {
  const head = header.map((cell) => `<th scope="col">${escapeText(cell)}</th>`).join('');
  const body = rows.map((row, index) => {
    const [name = '', ...values] = row.map(escapeText);
    const cells = values.map((value) => `<td>${value}</td>`).join('');
    return `<tr${own.includes(index) ? ' class="own"' : ''}><th scope="row">${name}</th>${cells}</tr>`;
  });
  return `<h3>${escapeText(title)}</h3><div class="wide"><table><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table></div><p class="note">${escapeText(note)}</p>`;
}

/** Points of a chart over time; more of them than the screen has pixels would only add weight. */
const CHART_POINTS = 480;

function inRange({ judged, evaluation: { from, to } }: EvaluationRun): number[] {
  return judged.flatMap(({ candle }, i) => (candle.openTime >= from && candle.openTime < to ? [i] : []));
}

function thinned(indexes: readonly number[]): number[] {
  const every = Math.max(1, Math.ceil(indexes.length / CHART_POINTS));
  return indexes.filter((_, position) => position % every === every - 1);
}

function errorChart(run: EvaluationRun): string {
  const window = Math.round((14 * INTERVALS['1d']) / INTERVALS[run.evaluation.interval]);
  const points = thinned(inRange(run));
  const styles = ['own', 'first', 'second', 'third'];
  const lines = run.highErrors.map(({ name, errors }, index) => {
    const means = movingMean(errors, window);
    return {
      name,
      style: styles[index] ?? 'third',
      values: points.map((point) => means[point] ?? Number.NaN),
    };
  });
  return `<h3>Error of the forecast high over time</h3>${lineChart({
    title: 'Mean absolute error of the last two weeks',
    times: points.map((point) => run.judged[point]?.candle.openTime ?? 0),
    lines,
  })}<p class="note">Mean absolute error of the last two weeks, in the quote currency.</p>`;
}

function rateChart(run: EvaluationRun): string {
  const { interval, alertsPerWeek } = run.evaluation;
  const week = (7 * INTERVALS['1d']) / INTERVALS[interval];
  const alerts = Float64Array.from(run.judged, ({ judgement }) =>
    judgement.status === 'SCORED' ? Number(judgement.isAnomaly) : Number.NaN,
  );
  const rates = movingMean(alerts, 4 * week);
  const indexes = inRange(run);
  const points = thinned(indexes);
  const timeOf = (index: number): EpochMs => run.judged[index]?.candle.openTime ?? 0;
  return `<h3>Alerts a week over time</h3>${lineChart({
    title: 'Alerts a week, mean of the last four weeks',
    times: points.map(timeOf),
    lines: [
      {
        name: 'alerts a week, mean of the last four weeks',
        style: 'own',
        values: points.map((i) => (rates[i] ?? Number.NaN) * week),
      },
    ],
    level: { value: alertsPerWeek, name: `budget: ${alertsPerWeek} a week` },
    marks: indexes.filter((index) => alerts[index] === 1).map(timeOf),
  })}<p class="note">Each mark at the bottom is an alert.</p>`;
}

function calibration({ calibration: points }: Evaluation): string {
  const table = htmlTable({
    title: 'As rare as claimed?',
    note: 'Candles expected once a week or less often should come about once a week.',
    header: ['claimed', 'expected', 'came'],
    rows: points.map(({ claimedHours, expected, count }) => [
      `once in ${claimedHours} h`,
      expected.toFixed(0),
      String(count),
    ]),
    own: [],
  });
  return `<div class="two"><div>${table}</div><div>${calibrationChart(points)}</div></div>`;
}

const BEFORE = 24 * INTERVALS['1h'];
const AFTER = 12 * INTERVALS['1h'];

function eventCharts({ judged, evaluation }: EvaluationRun): string {
  if (evaluation.events.length === 0) return '<p>None in this range.</p>';
  const figures = evaluation.events.map((event) => {
    const range = judged.filter(
      ({ candle: { openTime } }) => openTime >= event.openTime - BEFORE && openTime <= event.openTime + AFTER,
    );
    return `<figure>${candleChart(range, event.title)}<figcaption><b>${minute(event.openTime)}</b> ${escapeText(event.title)} – ${verdict(event)}</figcaption></figure>`;
  });
  const names = legend([
    { name: 'forecast high', style: 'own' },
    { name: 'limits, drawn at the edge where they lie outside', style: 'limit' },
    { name: 'alert', style: 'alert' },
  ]);
  return `<h3>Each event</h3>${names}<div class="events">${figures.join('')}</div>`;
}

function verdict({ caughtAt, openTime }: CaughtEvent): string {
  if (caughtAt === null) return '<span class="missed">missed</span>';
  const hours = (caughtAt - openTime) / INTERVALS['1h'];
  return `<span class="caught">caught ${hours === 0 ? 'in its hour' : `after ${hours} h`}</span>`;
}
