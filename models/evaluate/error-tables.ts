import { CITED_ERRORS, isCitedRange } from './cited.ts';
import type { Evaluation } from './evaluation.ts';
import type { ForecastError } from './forecast-errors.ts';
import { fixed, type ReportTable } from './report-table.ts';

export function highTable({ errors, from, to }: Evaluation): ReportTable {
  const cited = isCitedRange(from, to)
    ? CITED_ERRORS.map((one) => [one.name, fixed(one.meanAbsoluteError, 0), ''])
    : [];
  const naive = errors.high[1]?.meanAbsoluteError ?? Number.NaN;
  const row = ({ name, meanAbsoluteError: error }: ForecastError) => [
    name,
    fixed(error, 2),
    `${fixed((1 - error / naive) * 100, 1)} %`,
  ];
  return {
    title: 'Forecast of the next high',
    note: 'Mean absolute error in the quote currency, and how much smaller than that of the last high. Cited rows were not computed here.',
    header: ['forecast', 'error', 'gain'],
    rows: [...errors.high.map(row), ...cited],
    own: [0],
  };
}

export function otherErrorsTable({ errors }: Evaluation): ReportTable {
  const names = { low: 'low', close: 'close', logVolume: 'ln(volume)' };
  const rows = (['low', 'close', 'logVolume'] as const).flatMap((target) =>
    errors[target].map(({ name, meanAbsoluteError }) => [
      `${names[target]}: ${name}`,
      fixed(meanAbsoluteError, target === 'logVolume' ? 4 : 2),
    ]),
  );
  return {
    title: 'Forecasts of low, close and volume',
    note: 'Mean absolute error in the quote currency; of the logarithm for the volume.',
    header: ['forecast', 'error'],
    rows,
    own: rows.flatMap(([name], index) => (name?.endsWith('this detector') ? [index] : [])),
  };
}

export function usualRangeTable({ usualRange }: Evaluation): ReportTable {
  const { claimed, overall, quarters, anomalies, anomaliesOutside } = usualRange;
  const percent = (share: number) => `${fixed(100 * share, 1)} %`;
  return {
    title: `The usual range, in which ${fixed(100 * claimed, 0)} % of the candles should stay`,
    note: `Shares of the scored candles wholly inside it, with a high above and with a low below. Of ${anomalies} anomalies at the budget, faults of the feed left out, ${anomaliesOutside} leave it.`,
    header: ['when', 'candles', 'inside', 'above', 'below'],
    rows: [overall, ...quarters].map(({ name, candles, inside, above, below }) => [
      name,
      String(candles),
      ...[inside, above, below].map(percent),
    ]),
    own: [0],
  };
}
