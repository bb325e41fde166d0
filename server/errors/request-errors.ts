/** More was asked for than the server allows. */
export class LimitExceededError extends Error {
  override name = 'LimitExceededError';

  /** @param retryAfterMs when asking again makes sense, where waiting helps */
  constructor(
    what: string,
    limit: number,
    received: number,
    readonly retryAfterMs?: number,
  ) {
    super(`${what}: expected at most ${limit}, received ${received}`);
  }
}

/** The server is stopping, or starting again; nothing of the request was done. */
export class ServerClosingError extends Error {
  override name = 'ServerClosingError';

  constructor() {
    super('This server is closing. Try again in a moment: nothing of this request was done.');
  }
}

/** A token is required, and is missing or wrong. */
export class UnauthenticatedError extends Error {
  override name = 'UnauthenticatedError';

  constructor(what: string, setting: string) {
    super(`For ${what} this server expects the header "Authorization: Bearer …" with its ${setting}`);
  }
}

/** A page of another site, or another name for this server: no token would help. */
export class ForbiddenError extends Error {
  override name = 'ForbiddenError';
}

/** A value that is well formed but makes no sense here. */
export class BadInputError extends Error {
  override name = 'BadInputError';
}
