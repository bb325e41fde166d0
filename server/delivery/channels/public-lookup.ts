import { lookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from './public-address.ts';

/** The host is, or its name leads to, an address that only this machine or its network can reach. */
export class PrivateTargetError extends Error {
  override name = 'PrivateTargetError';

  constructor() {
    super(
      'The receiver is on this machine or a private network, which ALLOW_PRIVATE_TARGETS does not allow.',
    );
  }
}

/**
 * Looks a name up as Node does, and fails if any of its addresses is not public. As the `lookup` of a connection it sees
 * exactly the addresses that are connected to, so that a name can't be checked as one address and used as another.
 * Node never asks it about a host that is an address already: `refusePrivateHost` does.
 */
export const lookupPublic: LookupFunction = (hostname, options, callback) => {
  const all: LookupOptions & { all: true } = { ...options, all: true };
  lookup(hostname, all, (error, addresses: LookupAddress[]) => {
    const [first] = addresses ?? [];
    if (error || !first) return callback(error ?? new Error('no address'), '');
    if (!addresses.every(({ address }) => isPublicAddress(address)))
      return callback(new PrivateTargetError(), '');
    if (options.all) return callback(null, addresses);
    callback(null, first.address, first.family);
  });
};

/**
 * @param hostname as in `URL.hostname`
 * @throws {PrivateTargetError} if it is an address that is not public; names pass
 */
export function refusePrivateHost(hostname: string): void {
  const bare = hostname.replace(/^\[(.*)\]$/, '$1');
  if (isIP(bare) !== 0 && !isPublicAddress(bare)) throw new PrivateTargetError();
}
