import { setTimeout as pause } from 'node:timers/promises';
import type { Ohlcv, SeriesKey } from '@detective/data';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 2_000;
const REQUEST_TIMEOUT_MS = 60_000;

/** The server understood the request and refuses it: sending it again would not help. */
export class RefusedByServerError extends Error {
  override name = 'RefusedByServerError';

  constructor(
    readonly code: string,
    message: string,
  ) {
    super(`${message} (${code})`);
  }
}

/** The server is not there yet, or not able to answer at the moment. */
class UnavailableError extends Error {}

const TEMPORARY = new Set(['SERVICE_UNAVAILABLE', 'INTERNAL_SERVER_ERROR']);

interface GraphqlAnswer {
  data?: unknown;
  errors?: { message: string; extensions?: { code?: string } }[];
}

export interface ServerClientOptions {
  /** Such as `http://127.0.0.1:4000/graphql`. */
  url: string;
  /** The server's INGEST_TOKEN, where it has one. */
  token?: string | undefined;
  signal: AbortSignal;
  /** Told once when the server goes away, and why. */
  onWaiting: (reason: string) => void;
}

/** Sends operations to the server, and waits for it with growing pauses while it is away. */
export class ServerClient {
  readonly #options: ServerClientOptions;

  constructor(options: ServerClientOptions) {
    this.#options = options;
  }

  /** Sends closed candles of one series; the server stores all of them or none. */
  async send(key: SeriesKey, candles: Ohlcv[]): Promise<void> {
    const inputs = candles.map((candle) => ({
      ...key,
      ...candle,
      openTime: new Date(candle.openTime).toISOString(),
    }));
    if (inputs.length === 1) {
      await this.#ask('mutation Send($candle: CandleInput!) { predictAnomaly(candle: $candle) { id } }', {
        candle: inputs[0],
      });
    } else {
      await this.#ask(
        'mutation SendAll($candles: [CandleInput!]!) { predictAnomalies(candles: $candles) { id } }',
        {
          candles: inputs,
        },
      );
    }
  }

  /** The newest stored candle of a series; null for a series that has none. */
  async newest({ symbol, interval }: SeriesKey): Promise<Ohlcv | null> {
    const answer = (await this.#ask(
      `query Newest($symbol: String!, $interval: String!) {
         candles(symbol: $symbol, interval: $interval, limit: 1) { openTime open high low close volume }
       }`,
      { symbol, interval },
    )) as { candles: (Omit<Ohlcv, 'openTime'> & { openTime: string })[] };
    const [candle] = answer.candles;
    return candle ? { ...candle, openTime: Date.parse(candle.openTime) } : null;
  }

  async #ask(query: string, variables: object): Promise<unknown> {
    const { signal, onWaiting } = this.#options;
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#tryOnce(query, variables);
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof UnavailableError)) throw error;
        if (attempt === 0) onWaiting(error.message);
        const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
        await pause(longest * (0.5 + Math.random() / 2), undefined, { signal });
      }
    }
  }

  async #tryOnce(query: string, variables: object): Promise<unknown> {
    const { url, token } = this.#options;
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify({ query, variables }),
      // Whoever stops the replay ends its waits; the answer to what was sent still comes in.
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    }).catch((error: unknown) => {
      throw new UnavailableError(`no answer from ${url}: ${reasonOf(error)}`);
    });
    const answer = (await response.json().catch(() => {
      throw new UnavailableError(`${url} answered ${response.status} without JSON`);
    })) as GraphqlAnswer;
    const fault = answer.errors?.[0];
    if (!fault) return answer.data;
    const code = fault.extensions?.code ?? 'UNKNOWN';
    if (TEMPORARY.has(code)) throw new UnavailableError(`the server says: ${fault.message}`);
    throw new RefusedByServerError(code, fault.message);
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
