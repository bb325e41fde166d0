import { plainName } from '../columns/column-name.ts';

const PRICES = ['open', 'high', 'low', 'close'];

/**
 * R names the columns of a market after it: `BTC-USD.Open`, `BTC-USD.Volume` (quantmod and xts). The names alone and the
 * market; undefined unless all of one market are there.
 */
export function withoutSharedPrefix(
  header: readonly string[],
): { header: string[]; market: string } | undefined {
  const cut = header.map((name) => /^(.+)\.([A-Za-z]+)$/.exec(name));
  const market = cut.find((found) => found)?.[1];
  const prefixes = new Set(cut.flatMap((found) => (found ? [found[1]] : [])));
  const names = cut.map((found, at) => found?.[2] ?? header[at] ?? '');
  const isWhole = PRICES.every((price) => names.some((name) => plainName(name) === price));
  return market !== undefined && prefixes.size === 1 && isWhole ? { header: names, market } : undefined;
}
