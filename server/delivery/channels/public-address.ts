import ipaddr from 'ipaddr.js';

/** Everything that is routed on the IPv6 internet; what lies outside is local, reserved or an older notation. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');
/** An IPv4 address as a network without IPv4 sees it (RFC 6052). */
const NAT64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');

/**
 * Whether an IP address belongs to the public internet: not loopback, private, link-local, shared (CGNAT), multicast,
 * unspecified, reserved, for documentation, nor a notation that wraps one of them (IPv4-mapped, 6to4, Teredo).
 *
 * @param address IPv4 or IPv6 without brackets; anything else is not public
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry
 * @example isPublicAddress('10.0.0.1') === false
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed instanceof ipaddr.IPv4) return parsed.range() === 'unicast';
  if (parsed.match(NAT64)) return isPublicAddress(parsed.toByteArray().slice(12).join('.'));
  return parsed.range() === 'unicast' && parsed.match(GLOBAL_UNICAST);
}
