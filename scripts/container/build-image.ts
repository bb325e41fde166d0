import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pairsOf, parseDockerfile, wordsOf, type Stage } from './dockerfile.ts';
import { Sandbox, type RunOptions } from './sandbox.ts';

/** What the last stage of a Dockerfile says about running it. */
export interface Image {
  sandbox: Sandbox;
  options: RunOptions;
  volumes: string[];
  command: string[];
  healthCheck: string[];
}

const setting = (name: string) => execFileSync('npm', ['config', 'get', name], { encoding: 'utf8' }).trim();

/** Packages come from where this machine has them from. */
const NPM = { npm_config_registry: setting('registry'), npm_config_update_notifier: 'false' };

/**
 * Does what the lines of a Dockerfile say, in folders of their own, and throws for a line that it does not know.
 *
 * @param project what Docker would be given, without what .dockerignore names
 * @param folder an empty one for the file systems of the stages
 */
export async function buildImage(project: string, folder: string): Promise<Image> {
  const built = new Map<string, string>();
  let image: Image | undefined;
  for (const [index, stage] of parseDockerfile(readFileSync(join(project, 'Dockerfile'), 'utf8')).entries()) {
    const root = join(folder, `stage-${index}`);
    built.set(stage.name, root);
    image = await buildStage(stage, new Sandbox(root), project, built);
  }
  if (!image) throw new Error('Dockerfile: expected a stage, received none');
  return image;
}

async function buildStage(stage: Stage, sandbox: Sandbox, project: string, built: Map<string, string>) {
  const options: RunOptions = { workdir: '/', environment: {}, user: 'root' };
  const image: Image = { sandbox, options, volumes: [], command: [], healthCheck: [] };
  const inside = (path: string) => join(sandbox.root, resolve(options.workdir, path));
  for (const { name, rest } of stage.instructions) {
    console.log(`  ${name} ${rest.slice(0, 90)}`);
    if (name === 'WORKDIR') mkdirSync(inside((options.workdir = rest)), { recursive: true });
    else if (name === 'COPY') copy(rest, project, built, inside);
    else if (name === 'RUN') {
      await sandbox.run(wordsOf(rest), { ...options, environment: { ...NPM, ...options.environment } });
    } else if (name === 'ENV') Object.assign(options.environment, pairsOf(rest));
    else if (name === 'USER' && (rest === 'node' || rest === 'root')) options.user = rest;
    else if (name === 'VOLUME') image.volumes.push(rest);
    else if (name === 'CMD') image.command = wordsOf(rest);
    else if (name === 'HEALTHCHECK') image.healthCheck = wordsOf(rest.replace(/^.*? CMD /, ''));
    else if (name !== 'EXPOSE' && !(name === 'STOPSIGNAL' && rest === 'SIGTERM')) {
      throw new Error(
        `Dockerfile: expected an instruction that this script knows, received "${name} ${rest}"`,
      );
    }
  }
  return image;
}

function copy(rest: string, project: string, built: Map<string, string>, inside: (path: string) => string) {
  const [, stage, from = '', to = ''] = /^(?:--from=(\S+) )?(\S+) (\S+)$/.exec(rest) ?? [];
  const origin = stage === undefined ? project : built.get(stage);
  if (origin === undefined || to === '') throw new Error(`Dockerfile: COPY ${rest} can't be followed`);
  cpSync(join(origin, from), inside(to), { recursive: true, verbatimSymlinks: true });
}
