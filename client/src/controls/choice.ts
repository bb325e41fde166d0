/** One entry of a list to choose from. */
export interface Choice<Value> {
  /** Different for each entry. */
  readonly key: string;
  readonly value: Value;
  /** What stands in the field once it is chosen. */
  readonly text: string;
  readonly note?: string;
}
