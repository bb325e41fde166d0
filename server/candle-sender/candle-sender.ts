import { INTERVALS, retry, type EpochMs, type Ohlcv, type SeriesKey } from '@detective/data';
import { askServer, NoAnswerError, RefusedByServerError, type Operation } from './ask-server.ts';
import { provenCandles, provenDetections, type ToldDetection } from './proof.ts';

export interface CandleSenderOptions {
  /** Such as `http://127.0.0.1:4000/graphql`. */
  url: string;
  /** The server's INGEST_TOKEN, where it has one; asked for at each try, because tokens get changed. */
  token?: (() => string | undefined) | undefined;
  /** Ends the waiting; a request under way still gets its answer. */
  signal: AbortSignal;
  /** Told why it waits: once, and again only for another reason. */
  onWaiting: (reason: string) => void;
  /** Told when what it waited for has come. */
  onResumed?: (() => void) | undefined;
  /** Pauses grow up to this; 15 s without it. */
  longestPauseMs?: number | undefined;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 15_000;

/** A range of time. */
export interface TimeRange {
  /** First open time. */
  from: EpochMs;
  /** First open time after the range. */
  to: EpochMs;
}

const CANDLE_FIELDS = 'openTime open high low close volume volumeIsKnown';
const CANDLES_A_PAGE = 1_000;

/**
 * The one client of everything that sends candles. A candle counts as stored only when the answer names it; whatever
 * else comes back is no answer, and the same request is sent again, for ever, with growing pauses.
 */
export class CandleSender {
  readonly #options: CandleSenderOptions;
  #isTokenGood = false;

  constructor(options: CandleSenderOptions) {
    this.#options = options;
  }

  /**
   * Sends closed candles of one series, ascending, at most 1,000.
   *
   * @param fields of `Detection` to ask for besides the proof, such as `isAnomaly`
   * @returns what the server says of each candle, in their order
   * @throws {RefusedByServerError} when the server refuses a candle for good; then none of these is stored, unless they
   *   had to be split because something on the way takes no request of this size
   */
  async send(key: SeriesKey, candles: Ohlcv[], fields = ''): Promise<ToldDetection[]> {
    const [first] = candles;
    if (!first) return [];
    const inputs = candles.map((candle) => ({
      ...key,
      ...candle,
      openTime: new Date(candle.openTime).toISOString(),
    }));
    const selection = `{ candle { openTime } ${fields} }`;
    const operation =
      inputs.length === 1
        ? {
            query: `mutation Send($candle: CandleInput!) { predictAnomaly(candle: $candle) ${selection} }`,
            variables: { candle: inputs[0] },
          }
        : {
            query: `mutation SendAll($candles: [CandleInput!]!) { predictAnomalies(candles: $candles) ${selection} }`,
            variables: { candles: inputs },
          };
    // Asked for now as well: our clock, too, may be set back while an answer is waited for.
    const wasClosed = isClosed(key, candles);
    const told = await this.#ask(operation, (data) => provenDetections(data, candles), {
      // The two clocks differ, and time will settle it.
      isFinal: ({ code }) => code !== 'CANDLE_NOT_CLOSED' || !(wasClosed || isClosed(key, candles)),
      isTooLarge: candles.length > 1,
    });
    if (told) return told;
    // Something on the way takes no request of this size.
    const half = Math.ceil(candles.length / 2);
    const before = await this.send(key, candles.slice(0, half), fields);
    return [...before, ...(await this.send(key, candles.slice(half), fields))];
  }

  /** The newest stored candle of a series; null for a series that has none. */
  async newest(key: SeriesKey): Promise<Ohlcv | null> {
    const query = `query Newest($exchange: String!, $symbol: String!, $interval: String!) {
      candles(exchange: $exchange, symbol: $symbol, interval: $interval, limit: 1, mustExist: false) { ${CANDLE_FIELDS} }
    }`;
    const candles = await this.#ask({ query, variables: key }, provenCandles);
    return candles?.[0] ?? null;
  }

  /** What the server holds of a series in a range of time, ascending, in pages. */
  async *stored(key: SeriesKey, { from, to }: TimeRange): AsyncGenerator<Ohlcv, undefined> {
    const query = `query Stored(
      $exchange: String!, $symbol: String!, $interval: String!, $from: DateTime!, $to: DateTime!, $limit: Int!
    ) {
      candles(
        exchange: $exchange, symbol: $symbol, interval: $interval, from: $from, to: $to, limit: $limit, mustExist: false
      ) { ${CANDLE_FIELDS} }
    }`;
    for (let next = from; next < to;) {
      const range = { from: new Date(next).toISOString(), to: new Date(to).toISOString() };
      const variables = { ...key, ...range, limit: CANDLES_A_PAGE };
      const candles = (await this.#ask({ query, variables }, provenCandles)) ?? [];
      yield* candles;
      const last = candles.at(-1);
      if (!last || candles.length < CANDLES_A_PAGE) return;
      next = last.openTime + INTERVALS[key.interval];
    }
  }

  /**
   * Asks until there is an answer that proves itself.
   *
   * @returns undefined where a request that may be split is too large for something on the way
   */
  async #ask<Answer>(
    operation: Operation,
    prove: (data: Record<string, unknown>) => Answer,
    { isFinal = () => true, isTooLarge = false }: Judging = {},
  ): Promise<Answer | undefined> {
    const { url, token, signal, onWaiting, onResumed, longestPauseMs = LONGEST_PAUSE_MS } = this.#options;
    let told: string | undefined;
    const askOnce = async () => prove(await askServer(operation, { url, token: token?.() }));
    const answer = await retry(() => askOnce().catch((error: unknown) => this.#settle(error, isTooLarge)), {
      firstPauseMs: FIRST_PAUSE_MS,
      longestPauseMs,
      signal,
      isTemporary: (error) =>
        error instanceof RefusedByServerError ? !isFinal(error) : error instanceof NoAnswerError,
      retryAfterMs: (error) => (error instanceof NoAnswerError ? error.retryAfterMs : 0),
      onRetry({ error }) {
        const { message } = error as Error;
        // Counts in a message change from attempt to attempt; that alone is no news.
        const kind = message.replace(/\d+/g, '#');
        if (kind !== told) onWaiting(message);
        told = kind;
      },
    });
    this.#isTokenGood = true;
    if (told !== undefined) onResumed?.();
    return answer;
  }

  /** Undefined for a request that has to be split; throws any other error on, a wrong token as a refusal. */
  #settle(error: unknown, maySplit: boolean): undefined {
    if (error instanceof NoAnswerError) {
      if (maySplit && error.status === 413) return undefined;
      // A token that has worked is being changed; one that never has is wrong.
      if (error.code === 'UNAUTHENTICATED' && !this.#isTokenGood)
        throw new RefusedByServerError(error.code, error.message);
    }
    throw error;
  }
}

interface Judging {
  /** Whether a refusal ends the matter. */
  isFinal?: (refusal: RefusedByServerError) => boolean;
  /** Whether status 413 may be answered by sending less at a time. */
  isTooLarge?: boolean;
}

/** Whether the last of these candles has closed by our clock. */
function isClosed({ interval }: SeriesKey, candles: Ohlcv[]): boolean {
  const last = candles.at(-1);
  return !!last && last.openTime + INTERVALS[interval] <= Date.now();
}
