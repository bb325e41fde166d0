/**
 * Work whose result all who ask share, while it is under way and for a time after: however often strangers ask, it is
 * done once in that time.
 *
 * @returns asks for the result, which is at most `lastsMs` old; a failure is shared, too
 */
export function sharedResult<Result>(lastsMs: number, work: () => Promise<Result>): () => Promise<Result> {
  let latest: Promise<Result> | undefined;
  let validUntil = 0;
  return () => {
    if (latest && performance.now() < validUntil) return latest;
    validUntil = Infinity;
    const end = () => (validUntil = performance.now() + lastsMs);
    latest = work();
    latest.then(end, end);
    return latest;
  };
}
