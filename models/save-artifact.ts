import { mkdir, mkdtemp, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ArtifactError } from './artifact-error.ts';
import { ARTIFACTS, loadArtifact, type Artifact } from './artifact.ts';
import { parseManifest } from './manifest.ts';
import { decodeWeights, encodeWeights } from './weights.ts';

/** The manifest names the hash of the weights, so it comes last. */
const FILES = ['weights.bin', 'manifest.json'] as const;

/**
 * Writes an artifact; the same artifact always gives the same bytes. One that could not be read back is refused before
 * anything is written, and nothing takes the place of one that works before all of it lies on the disk and is proven.
 *
 * @param prove throws for what was read back and does not do what it should
 * @returns its folder
 * @throws ArtifactError, or what `prove` throws
 */
export async function saveArtifact(
  artifact: Artifact,
  directory = ARTIFACTS,
  prove: (written: Artifact) => void = () => undefined,
): Promise<string> {
  const { id } = artifact.manifest;
  const weights = encodeWeights(artifact.members);
  const manifest = `${JSON.stringify(artifact.manifest, null, 1)}\n`;
  decodeWeights(weights, parseManifest(manifest, id, `Model ${id}, manifest`), `Model ${id}, weights`);
  return withStaging(id, directory, async (folder, staging) => {
    await mkdir(join(staging, id));
    await writeFile(join(staging, id, 'weights.bin'), weights);
    await writeFile(join(staging, id, 'manifest.json'), manifest);
    prove(await loadArtifact(id, staging));
    for (const file of FILES) await rename(join(staging, id, file), join(folder, file));
    return folder;
  });
}

/**
 * Tries whether an artifact can be written, so that a training does not find out at its end.
 *
 * @throws ArtifactError
 */
export async function checkPlace(id: string, directory = ARTIFACTS): Promise<void> {
  await withStaging(id, directory, (_folder, staging) => writeFile(join(staging, 'manifest.json'), ''));
}

/** Works in a folder beside the files of an artifact, from which they can be moved, and leaves nothing but them. */
async function withStaging<Result>(
  id: string,
  directory: string,
  work: (folder: string, staging: string) => Promise<Result>,
): Promise<Result> {
  const folder = join(directory, id);
  try {
    await mkdir(folder, { recursive: true });
    const staging = await mkdtemp(join(folder, '.new-'));
    try {
      return await work(folder, staging);
    } finally {
      await rm(staging, { recursive: true, force: true });
      // Only where it is empty: an artifact of which nothing was written is none.
      await rmdir(folder).catch(() => undefined);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined || error instanceof ArtifactError) throw error;
    throw new ArtifactError(`Models in ${directory}`, `a place where ${id} can be written`, code);
  }
}
