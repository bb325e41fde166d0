import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limitKey } from './client-address.ts';

describe('what limits are counted by', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:0001:0002::9', '2001:db8:1:2::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['unknown', 'unknown'],
  ])('%s counts as %s', (address, key) => {
    expect(limitKey(address)).toBe(key);
  });

  it('is the same for all addresses of an IPv6 network of 64 bits, and another one for any other', () => {
    const group = fc.integer({ min: 0, max: 0xffff });
    const groups = fc.array(group, { minLength: 4, maxLength: 4 });
    const text = (parts: number[]) => parts.map((part) => part.toString(16)).join(':');
    fc.assert(
      fc.property(groups, groups, groups, groups, (network, host, otherNetwork, otherHost) => {
        const key = limitKey(text([...network, ...host]));
        expect(limitKey(text([...network, ...otherHost]))).toBe(key);
        const isSame = text(network) === text(otherNetwork);
        expect(limitKey(text([...otherNetwork, ...host])) === key).toBe(isSame);
      }),
    );
  });
});
