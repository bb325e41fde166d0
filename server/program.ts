import { fileURLToPath } from 'node:url';

/** Set where scripts/build-server.mjs has bundled this. */
declare const BUILT: true | undefined;

/** Entry points beside the server itself, each for a process of its own. */
type Program = 'replay' | 'watches';

/** What `fork` needs to start a program of ours: its bundle from a bundled server, else its source through tsx. */
export function programOf(name: Program): { file: string; execArgv: string[] } {
  const isBuilt = typeof BUILT !== 'undefined';
  const file = fileURLToPath(new URL(isBuilt ? `dist/${name}.js` : `${name}/main.ts`, import.meta.url));
  return { file, execArgv: isBuilt ? ['--enable-source-maps'] : ['--import', 'tsx'] };
}
