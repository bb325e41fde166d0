import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';

/** A package of somebody else's is named by a word; the workspaces are ours. */
const othersStayOutside: Plugin = {
  name: 'others-stay-outside',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || path.startsWith('@detective/') ? undefined : { path, external: true },
    );
  },
};

/**
 * Sources as one file of JavaScript, as a server is, for as long as it is being loaded: tsx would name each function that
 * is made at run time.
 *
 * @param folder of a checkout of this project
 * @param entry within it, such as `models/index.ts`
 * @param load is given the file, which lies where the models look for their artifacts
 */
export async function withBundle<Loaded>(
  folder: string,
  entry: string,
  load: (file: string) => Promise<Loaded>,
): Promise<Loaded> {
  const outfile = join(folder, 'models/bench.bundle.mjs');
  try {
    await build({
      ...{ entryPoints: [join(folder, entry)], outfile, bundle: true, plugins: [othersStayOutside] },
      ...{ format: 'esm', platform: 'node', logLevel: 'warning' },
    });
    return await load(outfile);
  } finally {
    await rm(outfile, { force: true });
  }
}
