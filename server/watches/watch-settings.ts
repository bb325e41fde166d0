import { INTERVALS, isExchangeId, isInterval, isSymbol, type SeriesKey } from '@detective/data';
import { ExchangeHostsError, parseExchangeHosts } from '@detective/data/exchanges';
import { z } from 'zod';

/** A market as the setting WATCH names it. */
export type SetMarket = SeriesKey;

/** Older than any exchange. */
export const LONGEST_HISTORY_DAYS = 7_000;

const ENTRY = /^([^:]+):(.+):([^:]+)$/;

/** The setting WATCH: exchange:symbol:interval, separated by blanks; a symbol may have colons of its own. */
export const watchedMarkets = z
  .string()
  .default('')
  .transform((text, context) => {
    const markets = new Map<string, SetMarket>();
    for (const entry of text.split(/\s+/).filter((part) => part !== '')) {
      const [, exchange = '', symbol = '', interval = ''] = ENTRY.exec(entry) ?? [];
      if (exchange === '' || !isExchangeId(exchange) || !isSymbol(symbol)) {
        context.addIssue(
          `expected exchange:symbol:interval such as kraken:BTC/USD:1h, separated by blanks (not ${JSON.stringify(entry.slice(0, 60))})`,
        );
        return z.NEVER;
      }
      if (!isInterval(interval)) {
        context.addIssue(
          `expected an interval of ${Object.keys(INTERVALS).join(', ')} in ${entry.slice(0, 60)}`,
        );
        return z.NEVER;
      }
      markets.set(`${exchange} ${symbol} ${interval}`, { exchange, symbol, interval });
    }
    return [...markets.values()];
  });

/** The setting EXCHANGE_HOSTS, as it is: the process that follows exchanges reads it. */
export const exchangeHosts = z
  .string()
  .default('')
  .transform((text, context) => {
    try {
      parseExchangeHosts(text);
      return text;
    } catch (error) {
      if (!(error instanceof ExchangeHostsError)) throw error;
      context.addIssue(error.message.replace(/^EXCHANGE_HOSTS: /, '').replace(/, received .*$/s, ''));
      return z.NEVER;
    }
  });
