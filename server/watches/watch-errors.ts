/** More watches than can be followed. The message says how many fit. */
export class TooManyWatchesError extends Error {
  override name = 'TooManyWatchesError';
}

/** An exchange, or the process that asks it, does not answer at the moment. */
export class ExchangeAwayError extends Error {
  override name = 'ExchangeAwayError';
}

/** The process refuses what it was asked; `kind` is the name of its error. */
export class WorkerRefusal extends Error {
  override name = 'WorkerRefusal';

  constructor(
    readonly kind: string,
    message: string,
  ) {
    super(message);
  }
}
