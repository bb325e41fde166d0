type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A tail of format 1 called the surprisals of its knots surprises. */
function upgradeTail(tail: unknown): unknown {
  if (!isFields(tail) || !('surprises' in tail)) return tail;
  const { values, surprises, ...rest } = tail;
  return { values, surprisals: surprises, ...rest };
}

/** Format 2: other names than in format 1, and no interval measured beside its own. */
function upgradeFirst(found: Fields): Fields {
  const tails = isFields(found.tails)
    ? Object.fromEntries(Object.entries(found.tails).map(([name, tail]) => [name, upgradeTail(tail)]))
    : found.tails;
  return { ...found, format: 2, measured: [], ...('tails' in found ? { tails } : {}) };
}

/** The views of format 2, which did not name them: an artifact of that time judges by these, as it did then. */
const VIEWS_OF_FORMAT_2 = [
  { name: 'forecast', weight: 0.5, share: 0 },
  { name: 'excursion', weight: 1, share: 0 },
  { name: 'jump', weight: 1, share: 0 },
  { name: 'volume', weight: 1, share: 0 },
];

/** A manifest of format 1 or 2 as one of format 3. Anything else comes back as it is, for the check that follows. */
export function upgradeManifest(found: unknown): unknown {
  if (!isFields(found)) return found;
  const second = found.format === 1 ? upgradeFirst(found) : found;
  return second.format === 2 ? { ...second, format: 3, views: VIEWS_OF_FORMAT_2 } : second;
}
