import type { SeriesKey } from './series-key.ts';

const INTERVAL = /^\d+[mhdw]$/;
const lettersOf = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');

/**
 * The series that have all words of a search in their market, exchange and interval, in any case and any spelling of the
 * market: first those whose base currency is the first word, then in the order given.
 *
 * @example searchSeries(all, 'btcusd 1h') // BTC/USD at 1h, of all exchanges
 */
export function searchSeries<Key extends SeriesKey>(all: readonly Key[], search: string): Key[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = all.filter((key) => words.every((word) => hasWord(key, word)));
  const first = lettersOf(words[0] ?? '');
  const isBase = ({ symbol }: Key) => Number(lettersOf(symbol.split(/[/-]/)[0] ?? '') !== first);
  return first === '' ? found : found.sort((one, other) => isBase(one) - isBase(other));
}

function hasWord({ exchange, symbol, interval }: SeriesKey, word: string): boolean {
  // "1m" is no part of "1d" or of "11m".
  if (INTERVAL.test(word) && interval === word) return true;
  const letters = lettersOf(word);
  return (letters !== '' && lettersOf(symbol).includes(letters)) || exchange.toLowerCase().includes(word);
}
