import { incidentTable, quarterTable, ratesTable } from './alert-tables.ts';
import { comparisonTable, densityTables } from './comparison-tables.ts';
import { highTable, otherErrorsTable, usualRangeTable } from './error-tables.ts';
import type { Evaluation } from './evaluation.ts';
import { eventsTable, ruleTable } from './event-tables.ts';
import { faultTables } from './fault-tables.ts';
import type { ReportTable } from './report-table.ts';

export type { ReportTable } from './report-table.ts';

export const minute = (time: number) => new Date(time).toISOString().slice(0, 16).replace('T', ' ');
/** A midnight as its day alone. */
export const moment = (time: number) => minute(time).replace(' 00:00', '');

/** All tables of an evaluation, in the order of the report. */
export function reportTables(evaluation: Evaluation): ReportTable[] {
  return [
    highTable(evaluation),
    otherErrorsTable(evaluation),
    usualRangeTable(evaluation),
    ratesTable(evaluation),
    quarterTable(evaluation),
    incidentTable(evaluation),
    eventsTable(evaluation),
    ruleTable(evaluation),
    comparisonTable(evaluation),
    ...faultTables(evaluation),
    ...densityTables(evaluation.faultDensities),
  ];
}
