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
  /** What the ratio should be; a row without one says what would be possible. */
  goal?: { atLeast: number } | { atMost: number };
}

/** Measures what belongs together. */
export type Measure = () => Promise<Row[]>;

export function row(given: Omit<Row, 'ratio'>): Row {
  return { ...given, ratio: given.figure / given.reference };
}

/** Whether a ratio is where it should be; undefined where nothing is asked of it. */
export const isReached = ({ ratio, goal }: Row): boolean | undefined =>
  goal && ('atLeast' in goal ? ratio >= goal.atLeast : ratio <= goal.atMost);

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
    ...verdictOn(each),
  ]);
  const all = [HEADER, HEADER.map(() => '---'), ...lines];
  return all.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function verdictOn({ goal, ...figures }: Row): [goal: string, verdict: string] {
  if (!goal) return ['–', ''];
  const asked = 'atLeast' in goal ? `≥ ${goal.atLeast}` : `≤ ${goal.atMost}`;
  return [asked, isReached({ goal, ...figures }) ? 'reached' : 'missed'];
}

/** The value below which this share of sorted or unsorted values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(share * (sorted.length - 1))] ?? NaN;
}
