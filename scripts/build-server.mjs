// Bundles our own code of the server into server/dist, because its hundreds of modules, read one by one through tsx, take
// most of a start. Packages stay outside, and each module still believes that it stands where its source does.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** A package of somebody else's is named by a word; only the workspaces are ours. */
const packagesStayOutside = {
  name: 'packages-stay-outside',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || path.startsWith('@detective/') ? undefined : { path, external: true },
    );
  },
};

const sourcesKeepTheirPlace = {
  name: 'sources-keep-their-place',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const place = relative(root, path).replaceAll('\\', '/');
      const url = `new URL('../../${place}', import.meta.url).href`;
      return { contents: source.replaceAll(/\bimport\.meta\.url\b/g, url), loader: 'ts' };
    });
  },
};

/** Keeping names would cost each function that is made at run time some 0.1 µs, so classes need a name of their own. */
const classesKeepTheirNames = {
  name: 'classes-keep-their-names',
  setup({ onEnd }) {
    const named = /^(?:var|let|const) (\w*?[A-Za-z])(\d)? = class/gm;
    onEnd(async ({ outputFiles }) => {
      const scripts = outputFiles.filter(({ path }) => path.endsWith('.js'));
      const renamed = scripts.flatMap(({ text }) =>
        [...text.matchAll(named)].flatMap(([, name, number]) => (number ? [name] : [])),
      );
      const errors = [...new Set(renamed)].map((name) => ({
        text: `Two modules have something called ${name}.`,
      }));
      if (errors.length === 0) for (const { path, contents } of outputFiles) await writeFile(path, contents);
      return { errors };
    });
  },
};

await mkdir(`${root}/server/dist`, { recursive: true });
await build({
  absWorkingDir: root,
  entryPoints: {
    main: 'server/main.ts',
    replay: 'server/replay/main.ts',
    watches: 'server/watches/main.ts',
  },
  outdir: 'server/dist',
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  sourcemap: true,
  // Without their text: it stands beside them.
  sourcesContent: false,
  define: { BUILT: 'true' },
  logLevel: 'warning',
  write: false,
  plugins: [packagesStayOutside, sourcesKeepTheirPlace, classesKeepTheirNames],
});
