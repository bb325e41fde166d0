import { bestOf } from './comparison-tables.ts';
import type { Evaluation } from './evaluation.ts';
import type { SuiteResult } from './fault-suite.ts';
import { fixed, type ReportTable } from './report-table.ts';

export function faultTables({ faults, alertsPerWeek }: Evaluation): ReportTable[] {
  const [own, ...others] = faults ?? [];
  if (!own) return [];
  const all = [own, ...others];
  const kinds = own.kinds.map(({ kind }) => kind);
  const groups = own.groups.map(({ name, injected }) => `${name} (${injected})`);
  return [
    {
      title: 'Injected faults: area under the precision–recall curve',
      note: 'Market moves together, faults of the feed together, then each kind, against the same ordinary candles. Real upheavals count as false alarms for every method alike. All methods share the rules for faults of the feed.',
      header: ['method', ...groups, ...kinds],
      rows: all.map((method) => [
        method.name,
        ...method.groups.map(({ area }) => fixed(area, 3)),
        ...method.kinds.map(({ area }) => fixed(area, 3)),
      ]),
      own: [0],
    },
    {
      title: `Injected faults found at a budget of ${alertsPerWeek} a week`,
      note: 'Found, of how many, and the mean number of candles from the fault’s beginning to the alert.',
      header: ['method', ...groups, ...kinds],
      rows: all.map((method) => [
        method.name,
        ...method.groups.map(({ found, injected }) => `${found}/${injected}`),
        ...method.kinds.map(({ found, injected, meanDelay }) =>
          meanDelay === null ? `${found}/${injected}` : `${found}/${injected} +${fixed(meanDelay, 1)}`,
        ),
      ]),
      own: [0],
    },
    sizeTable(own, others),
  ];
}

function sizeTable(own: SuiteResult, others: readonly SuiteResult[]): ReportTable {
  return {
    title: 'Injected faults by size',
    note: 'Found at the same budget, and area. Sizes of price moves in usual hourly moves, of volume in usual volumes, of a frozen feed in candles, of a bad tick as the factor.',
    header: ['fault', 'size', 'injected', 'this detector', 'best baseline', 'its area', 'best area', 'which'],
    rows: own.sizes.map(({ kind, size, injected, found, area }, index) => {
      const baselines = others.filter(({ role }) => role === 'baseline');
      const most = Math.max(...baselines.map(({ sizes }) => sizes[index]?.found ?? 0));
      const areas = baselines.map(({ name, role, sizes }) => ({
        name,
        role,
        area: sizes[index]?.area ?? NaN,
      }));
      const best = bestOf(areas, 'baseline');
      return [
        kind,
        ...[size, injected, found, most].map(String),
        fixed(area, 3),
        fixed(best?.area ?? Number.NaN, 3),
        best?.name ?? '–',
      ];
    }),
    own: [],
  };
}
