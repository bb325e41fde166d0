/** So many candles from an edge of the window, the next range is fetched. */
const EDGE = 60;

/** Where the range in sight lies in the window that is drawn. */
export interface EdgesInSight {
  /** Candles of the window before what is in sight. */
  readonly before: number;
  /** The same after it. */
  readonly after: number;
  /** Whether the window begins with the first candle of what is loaded. */
  readonly isStartKnown: boolean;
  /** Whether it ends with the last candle of what is loaded. */
  readonly isEndKnown: boolean;
  /** Whether that is the newest candle of all. */
  readonly isEndNewest: boolean;
  /** Whether the newest candle of all is in sight. */
  readonly isFollowing: boolean;
}

export interface EdgeListeners {
  /** An edge of the window comes into sight, and more is loaded there. */
  onWindowEnds(): void;
  /** The left edge of what is known comes into sight. */
  onNeedEarlier(): void;
  /** The right edge of a range of the past comes into sight. */
  onNeedLater(): void;
  /** The newest candle came into sight or went out of it. */
  onFollowing(isFollowing: boolean): void;
  /** What is in sight may be another range of time. */
  onSight(): void;
}

/** Tells when what is in sight comes near an edge: of what is drawn, of what is loaded, or of all there is. */
export class EdgeWatch {
  readonly #look: () => EdgesInSight | null;
  readonly #listeners: EdgeListeners;
  #isCheckDue = false;
  #isDisposed = false;
  #wasFollowing = true;

  /** @param look says what is in sight now; null before anything is */
  constructor(look: () => EdgesInSight | null, listeners: EdgeListeners) {
    this.#look = look;
    this.#listeners = listeners;
  }

  check(): void {
    const edges = this.#look();
    if (!edges) return;
    this.#tellFollowing(edges.isFollowing);
    this.#listeners.onSight();
    const isAtStart = edges.before < EDGE;
    const isAtEnd = edges.after < EDGE;
    if ((isAtStart && !edges.isStartKnown) || (isAtEnd && !edges.isEndKnown)) this.#listeners.onWindowEnds();
    else if (isAtStart) this.#listeners.onNeedEarlier();
    else if (isAtEnd && !edges.isEndNewest) this.#listeners.onNeedLater();
  }

  /**
   * Looks once the chart has finished what it is at: it reports a range in the middle of drawing it, and whatever it is
   * told there it forgets.
   */
  checkSoon(): void {
    if (this.#isCheckDue) return;
    this.#isCheckDue = true;
    queueMicrotask(() => {
      this.#isCheckDue = false;
      if (!this.#isDisposed) this.check();
    });
  }

  dispose(): void {
    this.#isDisposed = true;
  }

  #tellFollowing(isFollowing: boolean): void {
    if (isFollowing === this.#wasFollowing) return;
    this.#wasFollowing = isFollowing;
    this.#listeners.onFollowing(isFollowing);
  }
}
