/**
 * What can be anomalous about a candle. The API and the page have the same list; a kind that is added here alone fails
 * the type check of the server, and then, once the API has it, that of the page.
 */
export const ANOMALY_KINDS = [
  'PRICE_SPIKE',
  'PRICE_CRASH',
  'PRICE_JUMP',
  'VOLUME_SURGE',
  'FEED_GAP',
  'FEED_FROZEN',
] as const;

export type AnomalyKind = (typeof ANOMALY_KINDS)[number];
