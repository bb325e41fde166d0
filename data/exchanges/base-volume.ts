import type { ExchangeProfile } from './exchange-profile.ts';
import type { Market } from './market.ts';

/**
 * How many base coins one unit of a market's volume is; null where nobody has measured what its volume counts.
 *
 * @example unitOfVolume(GATE, swap of 0.0001 BTC a contract) === 0.0001
 */
export function unitOfVolume(profile: ExchangeProfile, market: Market): number | null {
  if (market.kind === 'spot') return 1;
  if (market.isInverse) return profile.inverseVolume === 'base' ? 1 : null;
  if (profile.linearVolume === 'base') return 1;
  return profile.linearVolume === 'contracts' ? (market.contractSize ?? null) : null;
}
