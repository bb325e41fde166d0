import { ExchangeFailure } from './exchange-errors.ts';

/** So many answers in a row must have it: the pauses between them take 8 to 15 s. */
const BELIEVED_ANSWERS = 5;

/** Those of a page are asked for at a time; what is forgotten only has to be proved anew. */
const LARGEST_MEMORY = 5_000;

/** A row that has the shape of a candle and can't be one. */
export interface ImpossibleRow {
  /** Tells it from others. */
  text: string;
  /** What was expected and what came. */
  words: string;
}

/** Most rows of an answer are candles, some can't be. */
export class ImpossibleRowsError extends ExchangeFailure {
  override name = 'ImpossibleRowsError';

  constructor(
    message: string,
    readonly rows: readonly ImpossibleRow[],
  ) {
    super(message);
  }
}

/**
 * What an exchange says again and again although it can't be true. An answer with such a row is first taken for one that
 * went wrong; but a bad candle may as well stand in the history for good, and must not end the following of all others.
 */
export class ImpossibleRows {
  #answers = new Map<string, number>();
  readonly #believed = new Set<string>();

  /** Those that are to be left out. */
  get believed(): ReadonlySet<string> {
    return this.#believed;
  }

  /**
   * The impossible rows of one more answer; what is not among them counts anew.
   *
   * @returns those that are believed from now on
   */
  add(rows: readonly ImpossibleRow[]): ImpossibleRow[] {
    this.#answers = new Map(rows.map(({ text }) => [text, (this.#answers.get(text) ?? 0) + 1]));
    const proved = rows.filter(({ text }) => (this.#answers.get(text) ?? 0) >= BELIEVED_ANSWERS);
    for (const { text } of proved) this.#believed.add(text);
    for (const text of this.#believed) {
      if (this.#believed.size <= LARGEST_MEMORY) break;
      this.#believed.delete(text);
    }
    return proved;
  }
}
