import { z } from 'zod';
import { trustedProxies } from './client-address.ts';

/** Values with commas between them; an empty list when unset. */
const list = (parse: (value: string) => string | undefined, expected: string) =>
  z
    .string()
    .default('')
    .transform((text, context) => {
      const values = text
        .split(',')
        .map((value) => value.trim())
        .filter((value) => value !== '');
      return values.map((value) => {
        const parsed = parse(value);
        if (parsed === undefined) context.addIssue(`${expected}, among them ${JSON.stringify(value)}`);
        return parsed ?? value;
      });
    });

/** Addresses of reverse proxies. */
export const proxyList = list((value) => {
  try {
    trustedProxies([value]);
    return value;
  } catch {
    return undefined;
  }
}, 'expected addresses such as 10.0.0.1, networks such as 10.0.0.0/8, or loopback');

/** Host names as URLs write them. */
export const hostList = list((value) => {
  const host = URL.canParse(`http://${value}`) ? new URL(`http://${value}`) : undefined;
  return host?.port === '' && host.pathname === '/' && !value.includes('/') ? host.hostname : undefined;
}, 'expected host names without a port such as detective.example.org');

/** Origins as browsers write them. */
export const originList = list((value) => {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  return url && url.origin !== 'null' && url.pathname === '/' ? url.origin : undefined;
}, 'expected origins such as https://example.org');
