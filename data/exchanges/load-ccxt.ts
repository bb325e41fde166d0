import type { Exchange } from 'ccxt';
import { UnknownExchangeError } from './exchange-errors.ts';

export type CcxtExchange = Exchange;

/**
 * ccxt is 60 MB on disk and 80 MB in memory: it is loaded at the first call, and only by the process that follows
 * exchanges.
 */
const loadCcxt = async () => (await import('ccxt')).default;

/** The ids of all exchanges that ccxt knows, among them some whose candles it can't ask for. */
export const ccxtIds = async (): Promise<readonly string[]> => (await loadCcxt()).exchanges;

/**
 * A new object for an exchange, which has not asked anything yet.
 *
 * @param id as in ccxt, such as `kraken`; checked against ccxt's list before it is used as a name
 * @throws {UnknownExchangeError} for another text
 */
export async function createCcxtExchange(id: string, settings: object): Promise<CcxtExchange> {
  const ccxt = await loadCcxt();
  if (!ccxt.exchanges.includes(id)) throw new UnknownExchangeError(id);
  const Constructor: unknown = Reflect.get(ccxt, id);
  if (typeof Constructor !== 'function') throw new UnknownExchangeError(id);
  const exchange: unknown = Reflect.construct(Constructor, [settings]);
  if (!(exchange instanceof ccxt.Exchange)) throw new UnknownExchangeError(id);
  return exchange;
}
