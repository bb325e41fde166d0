import { z } from 'zod';

const EXPECTED =
  'expected an address such as redis://localhost:6379, or those of some nodes of a cluster with commas between';

/** The setting REDIS_URL: one Redis, or some nodes of a cluster. */
export const redisAddresses = z.string().transform((text, context): [string, ...string[]] => {
  const [first = '', ...others] = text.split(',').map((url) => url.trim());
  if ([first, ...others].every((url) => /^rediss?:\/\//.test(url) && URL.canParse(url)))
    return [first, ...others];
  context.addIssue(EXPECTED);
  return z.NEVER;
});
