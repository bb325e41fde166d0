interface Address {
  host: string;
  port: number;
}

const noAddress = ({ host }: Address) => `No address is found for ${host}: set HOST to one of this machine.`;

const SENTENCES: Partial<Record<string, (address: Address) => string>> = {
  EADDRINUSE: ({ port }) => `The port ${port} is taken: set PORT to another one.`,
  EACCES: ({ port }) =>
    `The port ${port} needs rights that this user does not have: set PORT to another one.`,
  EADDRNOTAVAIL: ({ host }) => `This machine has no address ${host}: set HOST to one of its own.`,
  ENOTFOUND: noAddress,
  // Where no name server can be reached.
  EAI_AGAIN: noAddress,
};

/** The server can't listen where it is told to, in a sentence for whoever starts it; no stack is needed. */
export class ListenError extends Error {
  override name = 'ListenError';

  /** @returns the error itself where it is about something else */
  static explain(error: unknown, address: Address): unknown {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const sentence = SENTENCES[code]?.(address);
    return sentence === undefined ? error : new ListenError(sentence, { cause: error });
  }
}
