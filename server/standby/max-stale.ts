const MAX_STALE = /(?:^|,)\s*max-stale(?:="?(\d{1,300})"?)?\s*(?:,|$)/i;

/**
 * How old an answer may be, by the request directive `max-stale` of HTTP (RFC 9111, section 5.2.1.2).
 *
 * @param cacheControl the header `Cache-Control` of a request
 * @returns ms; Infinity for a directive without seconds, undefined without one
 * @example maxStale('max-stale=10') // 10_000
 */
export function maxStale(cacheControl: string | undefined): number | undefined {
  const match = cacheControl === undefined ? null : MAX_STALE.exec(cacheControl);
  if (!match) return undefined;
  return match[1] === undefined ? Infinity : Number(match[1]) * 1_000;
}
