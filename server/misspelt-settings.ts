import leven from 'leven';
import { SETTINGS } from './settings-schema.ts';

/** Lines of `.env` that others read: training and compose.yaml. */
const OF_OTHERS = ['TF_BACKEND', 'POSTGRES_PASSWORD'];
const KNOWN = [...Object.keys(SETTINGS.shape), ...OF_OTHERS];

/** Letters that are wrong, missing or too many in a name that means another one. */
const LIKE = 2;
/** Shorter names are like too many others. */
const SHORTEST = 6;

/**
 * A sentence for each name that was meant as a setting and is none: any in `.env`, and one in the environment that is like
 * a setting. Nothing else would ever say it.
 */
export function misspeltSettings(environment: readonly string[], inFile: readonly string[]): string[] {
  return [...new Set([...inFile, ...environment])]
    .filter((name) => !KNOWN.includes(name))
    .flatMap((name) => {
      const meant = nearest(name);
      if (meant !== undefined) return [`${name} is no setting and changes nothing: ${meant} may be meant`];
      return inFile.includes(name) ? [`${name} in .env is no setting and changes nothing`] : [];
    });
}

function nearest(name: string): string | undefined {
  const upper = name.toUpperCase();
  const distances = KNOWN.map((known) => ({ known, distance: leven(upper, known) }));
  const [best] = distances
    .filter(({ known, distance }) => distance === 0 || (distance <= LIKE && known.length >= SHORTEST))
    .sort((a, b) => a.distance - b.distance);
  return name.length >= SHORTEST || best?.distance === 0 ? best?.known : undefined;
}
