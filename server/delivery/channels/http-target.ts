import { lookup } from 'node:dns/promises';
import { urlToHttpOptions } from 'node:url';
import { ChannelTargetError } from './channel-target-error.ts';
import { isPublicAddress } from './public-address.ts';
import { PrivateTargetError, refusePrivateHost } from './public-lookup.ts';

const LONGEST_ADDRESS = 2_048;

/**
 * Reads an address that somebody enters for a channel over HTTP, and looks where its name leads.
 *
 * @param example of the address, for the message
 * @throws {ChannelTargetError} for what is no https address of the public internet (or http, or a private one, where
 *   that is allowed), or a name that nobody knows; a look-up that fails for now passes, as each connection looks again
 */
export async function checkHttpTarget(
  address: string,
  allowPrivateTargets: boolean,
  example: string,
): Promise<URL> {
  const expected = `${allowPrivateTargets ? 'an http or https' : 'an https'} address such as ${example}`;
  const url = parseHttpUrl(address);
  if (!url || (url.protocol !== 'https:' && !allowPrivateTargets)) throw new ChannelTargetError(expected);
  if (allowPrivateTargets) return url;
  try {
    refusePrivateHost(url.hostname);
  } catch (error) {
    if (error instanceof PrivateTargetError) throw new ChannelTargetError(PUBLIC);
    throw error;
  }
  if (!(await leadsToPublic(url.hostname))) throw new ChannelTargetError(PUBLIC);
  return url;
}

const PUBLIC = 'a host on the public internet (ALLOW_PRIVATE_TARGETS=true allows others)';

/** The address as a URL, or undefined; what Node could not connect to is none. */
function parseHttpUrl(address: string): URL | undefined {
  if (address.length > LONGEST_ADDRESS || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  try {
    urlToHttpOptions(url);
    return url;
  } catch {
    return undefined;
  }
}

async function leadsToPublic(hostname: string): Promise<boolean> {
  if (hostname.startsWith('[')) return true;
  try {
    const addresses = await lookup(hostname, { all: true });
    return addresses.every(({ address }) => isPublicAddress(address));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOTFOUND')
      throw new ChannelTargetError('a host whose name is known');
    return true;
  }
}

/** Scheme and host: what may be shown of an address whose path is a secret. */
export function maskUrl(address: string): string {
  const url = parseHttpUrl(address);
  return url ? `${url.protocol}//${url.host}/…` : '…';
}
