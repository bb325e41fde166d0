import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ArtifactError } from './artifact-error.ts';
import type { LstmWeights } from './lstm.ts';
import { parseManifest, type Manifest } from './manifest.ts';
import type { View } from './views/view.ts';
import { VIEWS } from './views/views.ts';
import { decodeWeights } from './weights.ts';

export const ARTIFACTS = fileURLToPath(new URL('artifacts', import.meta.url));

/** A trained model: what was learned, and how. */
export interface Artifact {
  manifest: Manifest;
  members: LstmWeights[];
}

/** Ids of the artifacts in a directory, in alphabetical order. */
export async function listArtifacts(directory = ARTIFACTS): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
}

/**
 * Reads a trained model. Refuses one whose features, shapes or weights are not those this code works with.
 *
 * @param views of which it has to hold the tails, as far as it was calibrated with them
 * @throws ArtifactError with where, expected and received
 */
export async function loadArtifact(
  id: string,
  directory = ARTIFACTS,
  views: readonly View[] = VIEWS,
): Promise<Artifact> {
  const ids = await listArtifacts(directory);
  if (!ids.includes(id)) {
    throw new ArtifactError(
      `Models in ${directory}`,
      `one of: ${ids.join(', ') || '(there are none)'}`,
      JSON.stringify(id),
    );
  }
  const read = (file: string): Promise<Buffer> =>
    readFile(join(directory, id, file)).catch((error: NodeJS.ErrnoException) => {
      throw new ArtifactError(`Model ${id}`, `a readable ${file}`, error.code ?? error.message);
    });
  const manifest = parseManifest(
    (await read('manifest.json')).toString('utf8'),
    id,
    `Model ${id}, manifest.json`,
    views,
  );
  return {
    manifest,
    members: decodeWeights(await read('weights.bin'), manifest, `Model ${id}, weights.bin`),
  };
}
