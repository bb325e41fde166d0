import type { Comparison } from './comparisons.ts';
import type { Evaluation } from './evaluation.ts';
import type { FaultDensity } from './fault-densities.ts';
import { fixed, type ReportTable } from './report-table.ts';

const sign = (value: number, digits: number): string =>
  `${value < 0 ? '−' : '+'}${fixed(Math.abs(value), digits)}`;

/** Such as `−1.9 (−2.4 to −1.5)`, in hundredths. */
export function differenceText({ difference: { value, low, high } }: Comparison, digits = 1): string {
  const [middle, least, most] = [value, low, high].map((one) => sign(100 * one, digits));
  return `${middle} (${least} to ${most})`;
}

const TARGET_NAMES = { high: 'high', low: 'low', close: 'close', logVolume: 'ln(volume)' } as const;

/** The detector against the best of its baselines, with intervals. */
export function comparisonTable({ comparisons: { errors, recall } }: Evaluation): ReportTable {
  const ofErrors = (['high', 'low', 'close', 'logVolume'] as const).flatMap((target) => {
    const one = errors[target];
    const digits = target === 'logVolume' ? 4 : 2;
    const cells = one && [fixed(one.own, digits), fixed(one.theirs, digits), differenceText(one), one.rival];
    return cells ? [[`error of the ${TARGET_NAMES[target]}`, ...cells]] : [];
  });
  const ofRecall = recall.flatMap(({ budget, comparison: one }) => {
    const cells = one && [percent(one.own), percent(one.theirs), differenceText(one), one.rival];
    return cells ? [[`events by rule, ${budget} a week`, ...cells]] : [];
  });
  return {
    title: 'Against the best baseline',
    note: 'In brackets the interval in which 95 of 100 paired bootstraps by weeks lie. Errors: difference in % of the baseline’s, better below 0. Events by rule: share that had an alert, difference in points, better above 0.',
    header: ['figure', 'this detector', 'best baseline', 'difference', 'which'],
    rows: [...ofErrors, ...ofRecall],
    own: [],
  };
}

export const percent = (share: number): string => `${fixed(100 * share, 0)} %`;

/** The best of those that a role has, by area. */
export function bestOf(
  areas: readonly { name: string; role: string; area: number }[],
  role: 'part' | 'baseline',
): { name: string; area: number } | undefined {
  return areas.filter((one) => one.role === role && one.area >= 0).sort((a, b) => b.area - a.area)[0];
}

/** Market moves injected at several densities. */
export function densityTables(densities: readonly FaultDensity[] | null): ReportTable[] {
  if (!densities || densities.length === 0) return [];
  return [
    {
      title: 'Injected market moves at other densities: area under the precision–recall curve',
      note: 'Of fewer faults a smaller share of the candles is at fault, so that each false alarm weighs more: areas of different rows don’t compare.',
      header: [
        'candles for a fault',
        'injected',
        'this detector',
        'best baseline',
        'which',
        'best view alone',
        'which',
      ],
      rows: densities.map(({ candlesPerFault, injected, areas }) => {
        const [baseline, part] = [bestOf(areas, 'baseline'), bestOf(areas, 'part')];
        return [
          fixed(candlesPerFault, 0),
          String(injected),
          fixed(areas[0]?.area ?? Number.NaN, 3),
          ...[baseline, part].flatMap((one) => [fixed(one?.area ?? Number.NaN, 3), one?.name ?? '–']),
        ];
      }),
      own: [],
    },
  ];
}
