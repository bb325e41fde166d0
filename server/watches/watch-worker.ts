import type { Ohlcv } from '@detective/data';
import {
  followMarkets,
  listExchanges,
  type FollowedMarkets,
  type FollowMarketsOptions,
  type MarketWatch,
  type WatchStatus,
} from '@detective/data/exchanges';
import { CandleSender } from '../candle-sender/candle-sender.ts';
import { checkMarket } from './check-market.ts';
import type { FromWorker, QuestionKind, Questions, ToWorker, WatchOrder } from './messages.ts';
import { SentCorrections } from './sent-corrections.ts';
import { newestStored, storeCandles } from './store-candles.ts';
import { TroubleLog } from './trouble-log.ts';

export interface WatchWorkerOptions extends Pick<FollowMarketsOptions, 'clock' | 'deadlineMs'> {
  /** Of the server's GraphQL. */
  url: string;
  token: string | undefined;
  hosts: NonNullable<FollowMarketsOptions['hosts']>;
  /** To the server that started this process. */
  tell: (message: FromWorker) => void;
}

interface Followed {
  sender: CandleSender;
  end: AbortController;
  /** Why the server does not take its candles, and since when. */
  waiting: { reason: string; since: number } | undefined;
  /** As the exchange's side is. */
  status: WatchStatus | undefined;
}

type Answers = {
  [Kind in QuestionKind]: (asked: Questions[Kind]['asked']) => Promise<Questions[Kind]['answer']>;
};

/** The process that follows the exchanges: takes orders, sends candles to its server, tells how each watch is. */
export class WatchWorker {
  readonly #options: WatchWorkerOptions;
  readonly #markets: FollowedMarkets;
  readonly #log: TroubleLog;
  readonly #followed = new Map<string, Followed>();
  readonly #corrections: SentCorrections;

  readonly #answers: Answers = {
    add: (order) => this.#add(order),
    remove: ({ id }) => this.#remove(id),
    check: (asked) => this.#check(asked),
    markets: ({ exchange, ...search }) => this.#markets.markets(exchange, search),
    exchanges: () => listExchanges(),
  };

  constructor(options: WatchWorkerOptions) {
    this.#options = options;
    const { tell, hosts, clock, deadlineMs } = options;
    this.#corrections = new SentCorrections(tell);
    this.#log = new TroubleLog((message) => tell({ type: 'trouble', message }));
    this.#markets = followMarkets({
      ...{ hosts, clock, deadlineMs },
      onCandles: (watch, candles) => this.#store(watch, candles),
      onCorrection: (watch, _before, after) => this.#correct(watch, after),
      onStatus: (status) => this.#status(status),
      onTrouble: (watch, trouble) => this.#log.take(watch, trouble),
    });
  }

  /** Takes a message of the server. */
  take(message: ToWorker): void {
    if (message.type === 'stored') {
      this.#corrections.stored(message.number);
      return;
    }
    void this.#answer(message);
  }

  async dispose(): Promise<void> {
    for (const { end } of this.#followed.values()) end.abort();
    this.#corrections.dispose();
    await this.#markets.dispose();
  }

  async #answer(question: Exclude<ToWorker, { type: 'stored' }>): Promise<void> {
    const { tell } = this.#options;
    const { type, number, asked } = question;
    try {
      const answer = await (this.#answers[type] as (asked: unknown) => Promise<unknown>)(asked);
      tell({ type: 'answer', number, answer });
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      tell({ type: 'refusal', number, name, message });
    }
  }

  async #add(order: WatchOrder): Promise<null> {
    if (this.#followed.has(order.id)) return null;
    const followed = this.#begin(order.id);
    this.#followed.set(order.id, followed);
    try {
      const known = await newestStored(order, followed.sender);
      if (!followed.end.signal.aborted) await this.#markets.add({ ...order, known });
      return null;
    } catch (error) {
      if (this.#followed.get(order.id) === followed) this.#followed.delete(order.id);
      if (followed.end.signal.aborted) return null;
      throw error;
    }
  }

  async #remove(id: string): Promise<null> {
    this.#followed.get(id)?.end.abort();
    this.#followed.delete(id);
    await this.#markets.remove(id);
    this.#log.forget(id);
    return null;
  }

  async #check(asked: Questions['check']['asked']): Promise<null> {
    await checkMarket(asked, { hosts: this.#options.hosts, markets: this.#markets });
    return null;
  }

  #begin(id: string): Followed {
    const end = new AbortController();
    const { url, token } = this.#options;
    const sender = new CandleSender({
      ...{ url, token: () => token, signal: end.signal },
      onWaiting: (reason) => this.#wait(id, reason),
      onResumed: () => this.#wait(id, undefined),
    });
    return { sender, end, waiting: undefined, status: undefined };
  }

  async #store(watch: MarketWatch, candles: readonly Ohlcv[]): Promise<void> {
    const followed = this.#followed.get(watch.id);
    if (!followed) return;
    await storeCandles(watch, candles, {
      sender: followed.sender,
      onCorrection: (candle) => this.#correct(watch, candle),
      onRefused: ({ openTime }, { message: reason }) => {
        const name = `${watch.exchange} ${watch.symbol} ${watch.interval}`;
        const message = `${name}: the candle of ${new Date(openTime).toISOString()} is left out: ${reason}`;
        this.#options.tell({ type: 'trouble', message });
      },
    });
  }

  #correct({ id, exchange, symbol, interval }: MarketWatch, candle: Ohlcv): Promise<void> {
    return this.#corrections.send({ id, exchange, symbol, interval, candle });
  }

  #wait(id: string, reason: string | undefined): void {
    const followed = this.#followed.get(id);
    if (!followed) return;
    followed.waiting =
      reason === undefined ? undefined : { reason, since: followed.waiting?.since ?? Date.now() };
    if (followed.status) this.#status(followed.status);
  }

  /** A watch whose candles the server does not take is not well, however well the exchange is. */
  #status(status: WatchStatus): void {
    const followed = this.#followed.get(status.id);
    if (followed) followed.status = status;
    const waiting = status.state === 'STOPPED' ? undefined : followed?.waiting;
    const told: WatchStatus = waiting
      ? {
          ...status,
          state: 'FAILING',
          failure: `The server waits: ${waiting.reason.replace(/\.$/, '')}.`,
          failingSince: waiting.since,
        }
      : status;
    this.#options.tell({ type: 'status', status: told });
  }
}
