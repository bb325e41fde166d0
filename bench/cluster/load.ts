import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { INTERVALS, simulate, type CompleteOhlcv } from '@detective/data';
import { follow, type Follower } from '../../e2e/trust/follower.ts';
import { CandleSender } from '../../server/candle-sender/candle-sender.ts';
import { until } from './daemon.ts';

const FROM = Date.UTC(2021, 0, 1);
const LONGEST_OUTAGE_MS = 180_000;
/** As somebody would who waits for a server: soon, and not all at once. */
const AGAIN_AFTER_MS = { least: 250, most: 1_000 };

/** What became of one candle, in milliseconds of `performance.now()`. */
export interface Sent {
  openTime: string;
  sentAt: number;
  acknowledgedAt?: number;
  /** When the last of its subscribers had it. */
  deliveredAt?: number;
  /** What the sender was told of it. */
  score?: number | null;
  /** How many subscribers have it. */
  receivers: number;
}

export const isThrough = ({ acknowledgedAt, deliveredAt }: Sent): boolean =>
  acknowledgedAt !== undefined && deliveredAt !== undefined;

/** One series with its sender and its subscribers. */
export interface LoadedSeries {
  symbol: string;
  sent: Sent[];
  followers: Follower[];
}

export interface LoadOptions {
  /** Of HAProxy. */
  url: string;
  series: number;
  subscribers: number;
  /** Candles a second of all series together. */
  rate: number;
}

/** Senders and subscribers, as many as were asked for, all through HAProxy. */
export class Load {
  readonly series: readonly LoadedSeries[];
  refusals = 0;
  readonly #options: LoadOptions;
  readonly #over = new AbortController();
  #sending: Promise<unknown> = Promise.resolve();

  constructor(options: LoadOptions) {
    this.#options = options;
    // As many wait for it as there are series.
    setMaxListeners(0, this.#over.signal);
    this.series = Array.from({ length: options.series }, (_, index) => newSeries(options, index));
  }

  /** Candles of all series come one after the other; a series waits for its own answer, and for nobody else's. */
  start(): void {
    const { series, rate } = this.#options;
    const everyMs = (1_000 * series) / rate;
    this.#sending = Promise.all(
      this.series.map(async (each, index) => {
        await pause((index * 1_000) / rate);
        await this.#keepSending(each, index, everyMs);
      }),
    );
  }

  /** Resolves when what is under way is acknowledged. */
  async stop(): Promise<void> {
    this.#over.abort();
    await this.#sending;
  }

  /** Waits until a candle of every series that is first sent from now on is acknowledged and with all of its subscribers. */
  untilAllServed(): Promise<void> {
    const begun = this.series.map(({ sent }) => sent.length);
    return until(
      'a new candle of every series is acknowledged and delivered',
      () => this.series.every(({ sent }, index) => sent.slice(begun[index]).some(isThrough)),
      LONGEST_OUTAGE_MS,
    );
  }

  /** How many candles were received by subscribers, one counted as often as it has some. */
  get delivered(): number {
    return this.series.reduce(
      (sum, { followers }) => sum + followers.reduce((some, { received }) => some + received.length, 0),
      0,
    );
  }

  get acknowledged(): number {
    return this.series.reduce(
      (sum, { sent }) => sum + sent.filter(({ acknowledgedAt }) => acknowledgedAt !== undefined).length,
      0,
    );
  }

  get breaks(): number {
    return this.series.reduce(
      (sum, { followers }) => sum + followers.reduce((some, { breaks }) => some + breaks, 0),
      0,
    );
  }

  async dispose(): Promise<void> {
    await Promise.all(this.series.flatMap(({ followers }) => followers.map((each) => each.dispose())));
  }

  async #keepSending(
    { symbol, sent, followers }: LoadedSeries,
    index: number,
    everyMs: number,
  ): Promise<void> {
    const sender = new CandleSender({
      url: `${this.#options.url}/graphql`,
      // Never given up: whoever stops sending must know what became of the last one.
      signal: new AbortController().signal,
      onWaiting: () => this.refusals++,
      longestPauseMs: AGAIN_AFTER_MS.most,
    });
    const candles = simulate({ seed: index, interval: '1h', from: FROM });
    while (!this.#over.signal.aborted) {
      const { value: candle } = candles.next() as { value: CompleteOhlcv };
      const sentAt = performance.now();
      const each: Sent = { openTime: new Date(candle.openTime).toISOString(), sentAt, receivers: 0 };
      sent.push(each);
      const key = { exchange: '', symbol, interval: '1h' } as const;
      const [told] = await sender.send(key, [candle], 'anomalyScore');
      each.acknowledgedAt = performance.now();
      if (followers.length === 0) each.deliveredAt = each.acknowledgedAt;
      each.score = told?.anomalyScore as number | null;
      await pause(Math.max(0, sentAt + everyMs - performance.now()), undefined, {
        signal: this.#over.signal,
      }).catch(() => undefined);
    }
  }
}

function newSeries({ url, series, subscribers }: LoadOptions, index: number): LoadedSeries {
  const symbol = `CLUSTER-${index}`;
  const sent: Sent[] = [];
  const own = Math.floor(subscribers / series) + (index < subscribers % series ? 1 : 0);
  const onDetection = (openTime: string) => {
    const candle = sent[(Date.parse(openTime) - FROM) / INTERVALS['1h']];
    if (candle && ++candle.receivers === own) candle.deliveredAt = performance.now();
  };
  const { least, most } = AGAIN_AFTER_MS;
  const pauseMs = () => least + Math.random() * (most - least);
  const followers = Array.from({ length: own }, () => follow(url, symbol, { onDetection, pauseMs }));
  return { symbol, sent, followers };
}
