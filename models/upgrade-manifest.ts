type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A tail of format 1 called the surprisals of its knots surprises. */
function upgradeTail(tail: unknown): unknown {
  if (!isFields(tail) || !('surprises' in tail)) return tail;
  const { values, surprises, ...rest } = tail;
  return { values, surprisals: surprises, ...rest };
}

/**
 * A manifest of format 1 as one of format 2: other names, and no interval measured beside its own. Anything else comes
 * back as it is, for the check that follows.
 */
export function upgradeManifest(found: unknown): unknown {
  if (!isFields(found) || found.format !== 1) return found;
  const tails = isFields(found.tails)
    ? Object.fromEntries(Object.entries(found.tails).map(([name, tail]) => [name, upgradeTail(tail)]))
    : found.tails;
  return { ...found, format: 2, measured: [], ...('tails' in found ? { tails } : {}) };
}
