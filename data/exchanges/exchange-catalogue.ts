import { intervalsOf } from './exchange-profile.ts';
import { ccxtIds, createCcxtExchange } from './load-ccxt.ts';
import type { Interval } from '../ohlcv.ts';

/** An exchange whose candles can be followed. */
export interface ExchangeEntry {
  /** ccxt's id, such as `kraken`. */
  id: string;
  /** As it calls itself, such as "Kraken". */
  name: string;
  intervals: readonly Interval[];
}

let entries: Promise<readonly ExchangeEntry[]> | undefined;

/** All exchanges whose candles ccxt can ask for, by its own account; nothing is asked of them. */
export function listExchanges(): Promise<readonly ExchangeEntry[]> {
  entries ??= readEntries();
  return entries;
}

async function readEntries(): Promise<ExchangeEntry[]> {
  const found: ExchangeEntry[] = [];
  for (const id of await ccxtIds()) {
    const exchange = await createCcxtExchange(id, {});
    const intervals = intervalsOf(id, exchange.timeframes);
    if (exchange.has.fetchOHLCV === true && intervals.length > 0) {
      found.push({ id, name: exchange.name ?? id, intervals });
    }
  }
  return found;
}
