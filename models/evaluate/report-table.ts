/** A table of the report, the same in text and in HTML. */
export interface ReportTable {
  title: string;
  /** One sentence that says how to read it. */
  note: string;
  header: string[];
  rows: string[][];
  /** Indexes of the rows that are about the detector itself. */
  own: number[];
}

/** A figure with so many digits; a dash for one that is not there. */
export const fixed = (value: number, digits: number): string =>
  Number.isFinite(value) ? value.toFixed(digits) : '–';
