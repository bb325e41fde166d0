/** What kind of thing is told; the GraphQL enum MessageKind has the same names in capitals. */
export type MessageType =
  | 'incident.opened'
  | 'incident.worse'
  | 'incident.closed'
  | 'silent'
  | 'speaking.again'
  | 'trouble'
  | 'trouble.over'
  | 'summary'
  | 'test';

/** A small picture for mails: the closes around what is told, oldest first. */
export interface MessageChart {
  /** Prices in the quote currency, one a candle. */
  readonly closes: readonly number[];
  /** Indices of the anomalies within `closes`. */
  readonly anomalies: readonly number[];
}

/** One message to one channel, as it is stored with its delivery: the same over all attempts. */
export interface Message {
  /** Delivery.id; receivers know by it that they have had the message before. */
  readonly id: string;
  readonly type: MessageType;
  /** When what it tells became known; ISO 8601 in UTC. */
  readonly timestamp: string;
  /** One line, for subjects and notifications, for instance "BTC/USD 1h on kraken: price crash". */
  readonly title: string;
  /** A few plain sentences. */
  readonly text: string;
  /** The same for programs; the `data` of a webhook. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Where the page shows it, if the server knows its own address. */
  readonly link?: string;
  readonly chart?: MessageChart;
}

/** How an attempt ended. Reasons are plain sentences without the address or a secret of the channel. */
export type Outcome =
  | { readonly kind: 'delivered' }
  /**
   * May pass: tried again. With `retryAfterMs` the receiver has not taken it and asks for a pause, 0 if it did not say
   * how long; without it, nobody knows whether it arrived.
   */
  | { readonly kind: 'failed'; readonly reason: string; readonly retryAfterMs?: number }
  /** This message will never be taken (too large, malformed for the receiver): a dead letter, the channel goes on. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** The receiver is gone or doesn't know us any more (410; Discord's 404; a push subscription that ended): the channel is paused. */
  | { readonly kind: 'gone'; readonly reason: string };

/** Where a message goes, decrypted; nothing of it may be logged. */
export interface Target {
  readonly address: string;
  /** Signing secrets of a webhook, "whsec_…", the newest first; both are valid during a rotation. */
  readonly secrets: readonly string[];
}

/**
 * Carries one message to one kind of channel. Never throws for what the receiver does; `signal` ends the attempt
 * (15 s in all), which counts as failed.
 */
export interface Carrier {
  /**
   * Looks at an address that somebody enters.
   * @throws {ChannelTargetError} saying what was expected, if no message could ever go there
   */
  check(address: string): Promise<void>;
  /** The address with everything secret left out: for answers, logs and the page. */
  mask(address: string): string;
  carry(message: Message, target: Target, signal: AbortSignal): Promise<Outcome>;
}
