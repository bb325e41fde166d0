/** The rows of a JSON object, and what stands beside them. */
export interface FoundRows {
  rows: unknown[];
  /** What stands beside the rows or above them and names their market. */
  market: string | undefined;
  /** What is said beside them of all rows, such as the zone of their times. */
  notices?: readonly string[];
}
