import type { Channel } from '@detective/schema';
import type { EntityManager } from 'typeorm';
import { readSpellings } from '../database/series-names.ts';
import { BadInputError } from '../errors/request-errors.ts';

/**
 * A market that is stored under another spelling never has an incident under this one.
 *
 * @throws {BadInputError} with the spellings that are stored
 */
export async function checkSpelling(
  manager: EntityManager,
  { exchange, symbol }: Pick<Channel, 'exchange' | 'symbol'>,
): Promise<void> {
  if (symbol === null) return;
  const stored = await readSpellings(manager, [{ symbol }]);
  const names = stored
    .filter((market) => exchange === null || market.exchange === exchange)
    .map((market) => market.symbol);
  if (names.length === 0 || names.includes(symbol)) return;
  const expected = [...new Set(names)].join(' or ');
  throw new BadInputError(`symbol: expected ${expected}, as the market is stored, received ${symbol}`);
}
