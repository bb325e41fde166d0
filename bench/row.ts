/** One line of the table: a figure beside another one that was taken in the same run, because the machine decides the rest. */
export interface Row {
  what: string;
  /** What was measured. */
  figure: number;
  unit: 'µs' | 'ms' | '/s' | '%' | 'kB';
  /** What it is compared with. */
  against: string;
  reference: number;
  /** figure / reference. */
  ratio: number;
  goal: { atLeast: number } | { atMost: number };
}

/** Measures what belongs together. */
export type Measure = () => Promise<Row[]>;

export function row(given: Omit<Row, 'ratio'>): Row {
  return { ...given, ratio: given.figure / given.reference };
}

/** Whether a ratio is where it should be. */
export const isReached = ({ ratio, goal }: Row): boolean =>
  'atLeast' in goal ? ratio >= goal.atLeast : ratio <= goal.atMost;

const rounded = (value: number): string =>
  value.toLocaleString('en-US', { maximumSignificantDigits: 3, useGrouping: true });

const HEADER = ['what', 'figure', 'against', 'reference', 'ratio', 'goal', ''];

/** The rows as a table of Markdown. */
export function tableOf(rows: readonly Row[]): string {
  const lines = rows.map((each) => [
    each.what,
    `${rounded(each.figure)} ${each.unit}`,
    each.against,
    `${rounded(each.reference)} ${each.unit}`,
    rounded(each.ratio),
    'atLeast' in each.goal ? `≥ ${each.goal.atLeast}` : `≤ ${each.goal.atMost}`,
    isReached(each) ? 'reached' : 'missed',
  ]);
  const all = [HEADER, HEADER.map(() => '---'), ...lines];
  return all.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** The value below which this share of sorted or unsorted values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(share * (sorted.length - 1))] ?? NaN;
}
