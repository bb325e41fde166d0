import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import { isPublicAddress } from './public-address.ts';

/** The special-purpose registries of IANA, without what is globally reachable, and multicast. */
const SPECIAL = [
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24',
  '192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4',
  '255.255.255.255/32 ::/128 ::1/128 ::/96 ::ffff:0:0/96 ::ffff:0:0:0/96 64:ff9b:1::/48 100::/64 2001::/32',
  '2001:2::/48 2001:10::/28 2001:20::/28 2001:db8::/32 2002::/16 3fff::/20 5f00::/16 fc00::/7 fe80::/10',
  'fec0::/10 ff00::/8',
].flatMap((line) => line.split(' '));

const PUBLIC = ['1.1.1.1', '8.8.8.8', '100.63.255.255', '172.32.0.1', '2606:4700:4700::1111', '2a00:1450::1'];

/** An address of a network: its prefix, then the bits of `noise`. */
function addressIn(cidr: string, noise: Uint8Array): string {
  const [network, length] = ipaddr.parseCIDR(cidr);
  const bytes = network.toByteArray().map((byte, index) => {
    const kept = Math.min(8, Math.max(0, length - index * 8));
    const mask = (0xff << (8 - kept)) & 0xff;
    return (byte & mask) | ((noise[index] ?? 0) & ~mask & 0xff);
  });
  return ipaddr.fromByteArray(bytes).toString();
}

describe('public addresses', () => {
  it('are none of the special-purpose ranges', () => {
    const noise = fc.uint8Array({ minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(fc.constantFrom(...SPECIAL), noise, (cidr, bits) => {
        expect(isPublicAddress(addressIn(cidr, bits)), `${addressIn(cidr, bits)} of ${cidr}`).toBe(false);
      }),
      { numRuns: 3_000 },
    );
  });

  it('are those of the internet', () => {
    for (const address of PUBLIC) expect(isPublicAddress(address), address).toBe(true);
  });

  it('count through NAT64 as the IPv4 address that they wrap', () => {
    expect(isPublicAddress('64:ff9b::8.8.8.8')).toBe(true);
    expect(isPublicAddress('64:ff9b::127.0.0.1')).toBe(false);
    expect(isPublicAddress('64:ff9b::a00:1')).toBe(false);
  });

  it('are the same mapped or not: a mapped one never is', () => {
    for (const address of PUBLIC.filter((one) => !one.includes(':')))
      expect(isPublicAddress(`::ffff:${address}`)).toBe(false);
  });

  it('are no names', () => {
    for (const text of ['', 'localhost', 'example.org', '1.1.1.1:80', '[::1]'])
      expect(isPublicAddress(text)).toBe(false);
  });
});
