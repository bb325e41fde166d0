import { BITSTAMP } from './bitstamp.ts';
import type { Exchange } from './exchange.ts';

/** The exchanges that candles can come from, by the name that settings and commands give them. */
export const EXCHANGES = { bitstamp: BITSTAMP } as const satisfies Record<string, Exchange>;

export type ExchangeName = keyof typeof EXCHANGES;

export const isExchangeName = (text: string): text is ExchangeName => Object.hasOwn(EXCHANGES, text);
