import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '../clock.ts';
import { ExchangeFailure } from './exchange-errors.ts';
import { guardedFetch } from './guarded-fetch.ts';
import { createCcxtExchange, type CcxtExchange } from './load-ccxt.ts';
import type { Pacer } from './pacer.ts';

/** As ccxt does, for an exchange that names none. */
export const DEFAULT_SPACING_MS = 2_000;

export interface ClientOptions {
  /** ccxt's id, such as `kraken`. */
  exchange: string;
  /** Where requests go instead of the exchange's own servers. */
  host: URL | undefined;
  clock: Clock;
  /** How long one answer may take. */
  deadlineMs: number;
  largestAnswerBytes: number;
  /** Spaces the requests of all clients of the exchange. */
  pacer: Pacer;
  /** Ends the requests that are under way. */
  signal: AbortSignal;
  /** It missed the deadline of a call, which may never settle: not to be used any more. */
  onLate: (client: CcxtClient) => void;
}

/** What is known of the call in whose course something happens. */
interface Call {
  /** The last answer, which ccxt doesn't hand on as it came. */
  text: string;
  /** What the rate limit asks for after its requests. */
  spacingMs: number;
  /** It waits for its turn under the rate limit: that is no time that the exchange takes. */
  isPaced: boolean;
}

export interface CallResult<Result> extends Readonly<Pick<Call, 'text' | 'spacingMs'>> {
  result: Result;
}

/** A ccxt object whose requests are spaced and checked, and whose calls end, whatever ccxt does. */
export class CcxtClient {
  readonly #options: ClientOptions;
  readonly #end = new AbortController();
  readonly #call = new AsyncLocalStorage<Call>();

  private constructor(
    readonly exchange: CcxtExchange,
    options: ClientOptions,
  ) {
    this.#options = options;
    const { clock } = options;
    exchange.fetchImplementation = this.#fetch();
    exchange.throttle = (cost = 1) => this.#pace(cost * (exchange.rateLimit ?? DEFAULT_SPACING_MS));
    // What it computes from the time has to fit what it is asked for.
    exchange.milliseconds = () => clock.now();
    exchange.seconds = () => Math.floor(clock.now() / 1_000);
    leaveOutOptions(exchange);
  }

  /** Asks for nothing yet. */
  static async create(options: ClientOptions): Promise<CcxtClient> {
    const settings = { timeout: 2 * options.deadlineMs, enableRateLimit: true };
    const exchange = await createCcxtExchange(options.exchange, settings);
    return new CcxtClient(exchange, options);
  }

  /**
   * A call with a deadline, which does not count the time that its requests wait for their turns.
   *
   * @throws {ExchangeFailure} when it is late, and whatever ccxt throws
   */
  async call<Result>(
    deadlineMs: number,
    ask: (exchange: CcxtExchange) => Promise<Result>,
  ): Promise<CallResult<Result>> {
    const { exchange: id, pacer, onLate } = this.#options;
    const call: Call = { text: '', spacingMs: 0, isPaced: false };
    let timer: NodeJS.Timeout | undefined;
    const late = () =>
      new Promise<never>((_, reject) => {
        const arm = (milliseconds: number) => {
          timer = setTimeout(() => (call.isPaced ? arm(deadlineMs) : end()), milliseconds);
        };
        const end = () => {
          onLate(this);
          this.#end.abort();
          reject(new ExchangeFailure(`${id} gave no answer within ${deadlineMs / 1_000} s`));
        };
        arm(deadlineMs + pacer.backlogMs);
      });
    try {
      const result = await Promise.race([this.#call.run(call, () => ask(this.exchange)), late()]);
      return { result, text: call.text, spacingMs: call.spacingMs };
    } finally {
      clearTimeout(timer);
    }
  }

  #fetch(): ReturnType<typeof guardedFetch> {
    const { exchange, host, deadlineMs, largestAnswerBytes, signal } = this.#options;
    return guardedFetch({
      ...{ exchange, host, deadlineMs, largestAnswerBytes },
      signal: AbortSignal.any([this.#end.signal, signal]),
      onAnswer: (text) => Object.assign(this.#call.getStore() ?? {}, { text }),
    });
  }

  async #pace(spacingMs: number): Promise<void> {
    const { pacer } = this.#options;
    const call = this.#call.getStore();
    if (!call) return pacer.take(spacingMs);
    call.spacingMs += spacingMs;
    call.isPaced = true;
    try {
      await pacer.take(spacingMs);
    } finally {
      call.isPaced = false;
    }
  }
}

/** Options have candles of their own kind and take most of the requests of loading. */
function leaveOutOptions(exchange: CcxtExchange): void {
  const settings: unknown = Reflect.get(exchange.options, 'fetchMarkets');
  if (typeof settings !== 'object' || settings === null) return;
  const types: unknown = Reflect.get(settings, 'types');
  if (Array.isArray(types))
    Reflect.set(
      settings,
      'types',
      types.filter((type) => type !== 'option'),
    );
}
