import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';
import proxyAddress from '@fastify/proxy-addr';

/** Whether an address is one of ours in front of the server, whose word about its clients counts. */
export type IsTrustedProxy = (address: string) => boolean;

/**
 * @param proxies addresses, networks such as `10.0.0.0/8`, or `loopback`, `linklocal`, `uniquelocal`
 * @throws {TypeError} for what is none of these
 */
export function trustedProxies(proxies: string[]): IsTrustedProxy {
  const isTrusted = proxyAddress.compile(proxies);
  return (address) => isTrusted(withoutMapping(address), 0);
}

/**
 * Who sent a request: the other end of its connection, or, where that is a trusted proxy, the last address in
 * `X-Forwarded-For` that is none.
 */
export function clientAddress(request: IncomingMessage, isTrusted: IsTrustedProxy): string {
  return withoutMapping(proxyAddress(request, isTrusted)) || 'unknown';
}

/** The other end of a connection. */
export const peerAddress = (socket: { remoteAddress?: string | undefined }): string =>
  withoutMapping(socket.remoteAddress ?? 'unknown');

/**
 * What limits are counted by: an IPv4 address, or the first 64 bits of an IPv6 address, since every household has as
 * many addresses as it likes below those.
 *
 * @example limitKey('2001:db8:1:2:3:4:5:6') === '2001:db8:1:2::/64'
 */
export function limitKey(address: string): string {
  const [plain = ''] = address.split('%');
  if (!isIPv6(plain)) return plain;
  // The address parser of URLs writes each in one way only.
  const [left = '', right] = new URL(`http://[${plain}]`).hostname.slice(1, -1).split('::');
  const head = left === '' ? [] : left.split(':');
  const tail = right === undefined || right === '' ? [] : right.split(':');
  const groups = [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail];
  return `${groups.slice(0, 4).join(':')}::/64`;
}

/** Sockets that take both kinds give IPv4 addresses an IPv6 form. */
const withoutMapping = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');
