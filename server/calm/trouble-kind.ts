/** What kinds of trouble there are; the key of each begins with its kind. */
export const TROUBLE_KINDS = ['silent', 'unjudged', 'channel', 'outage'] as const;

export type TroubleKind = (typeof TROUBLE_KINDS)[number];

/** @param key of a `Trouble`, such as "silent kraken BTC/USD 1h" */
export function troubleKind({ key }: { key: string }): TroubleKind {
  const kind = TROUBLE_KINDS.find((one) => key.startsWith(`${one} `));
  if (!kind) throw new Error(`A trouble of no known kind: ${key}`);
  return kind;
}
