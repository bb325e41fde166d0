/** The address of a channel to which no message could ever go. Says what was expected, never what was received: it is a secret. */
export class ChannelTargetError extends Error {
  override name = 'ChannelTargetError';

  constructor(readonly expected: string) {
    super(`target: expected ${expected}`);
  }
}
