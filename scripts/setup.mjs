// Makes a fresh clone ready: needs nothing but Node and npm, and does nothing where everything is in place already.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(root);

const OLDEST_NODE = [20, 19];

/** Rebuilt when any of these changes. */
const DASHBOARD_SOURCES = [
  'client',
  'schema/schema.graphql',
  'data/known-events.json',
  'package-lock.json',
  'scripts/compress-files.mjs',
];
/** What the server's bundles are made of. */
const SERVER_SOURCES = [
  'data',
  'models',
  'server',
  'schema',
  'package-lock.json',
  'scripts/build-server.mjs',
];
const NOT_SOURCES = new Set(['node_modules', 'dist']);

function refuseOldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  console.error(`Expected Node ${OLDEST_NODE.join('.')} or later, found ${process.versions.node}.`);
  process.exit(1);
}

function* filesBelow(path) {
  if (!existsSync(path)) return;
  if (statSync(path).isFile()) yield path;
  else
    for (const name of readdirSync(path).sort())
      if (!NOT_SOURCES.has(name)) yield* filesBelow(join(path, name));
}

function fingerprint(paths, ...more) {
  const hash = createHash('sha256').update(more.join(' '));
  for (const path of paths) for (const file of filesBelow(path)) hash.update(file).update(readFileSync(file));
  return hash.digest('hex');
}

/** Does the work unless a stamp says that it was done for the same input; a stamp is written only after success. */
function once(stamp, mark, title, work) {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === mark) return;
  console.log(title);
  work();
  writeFileSync(stamp, mark);
}

function npm(...parameters) {
  const isWindows = process.platform === 'win32';
  execFileSync(isWindows ? 'npm.cmd' : 'npm', parameters, { stdio: 'inherit', shell: isWindows });
}

refuseOldNode();
try {
  const machine = [process.platform, process.arch, process.versions.modules];
  once('node_modules/.setup', fingerprint(['package-lock.json'], ...machine), 'Installing packages …', () =>
    npm('ci', '--no-audit', '--no-fund', '--loglevel=error'),
  );
  once('client/dist/.setup', fingerprint(DASHBOARD_SOURCES), 'Building the dashboard …', () =>
    npm('run', '--silent', 'build', '--workspace=client'),
  );
  once('server/dist/.setup', fingerprint(SERVER_SOURCES), 'Building the server …', () =>
    execFileSync(process.execPath, ['scripts/build-server.mjs'], { stdio: 'inherit' }),
  );
} catch (error) {
  console.error(`Set-up stopped: ${error.message}`);
  process.exit(1);
}
