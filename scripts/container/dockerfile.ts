/** One line of a Dockerfile: `RUN npm ci` is `{ name: 'RUN', rest: 'npm ci' }`. */
export interface Instruction {
  name: string;
  rest: string;
}

/** What stands between one FROM and the next. */
export interface Stage {
  name: string;
  instructions: Instruction[];
}

/**
 * The stages of a Dockerfile, comments left out and continued lines joined.
 *
 * @throws when an instruction stands before the first FROM
 */
export function parseDockerfile(text: string): Stage[] {
  const stages: Stage[] = [];
  const lines = text
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .join('\n')
    .replaceAll(/\\\n/g, ' ')
    .split('\n');
  for (const line of lines.map((line) => line.trim()).filter(Boolean)) {
    const [, name = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
    const stage = stages.at(-1);
    if (name === 'FROM') stages.push({ name: / AS (\S+)/i.exec(rest)?.[1] ?? '', instructions: [] });
    else if (stage) stage.instructions.push({ name, rest });
    else throw new Error(`Dockerfile: expected FROM first, received "${line}"`);
  }
  return stages;
}

/** `["node", "main.js"]` as its words, anything else as a line for the shell, as Docker reads it. */
export const wordsOf = (command: string): string[] =>
  command.startsWith('[') ? (JSON.parse(command) as string[]) : ['sh', '-c', command];

/** `A=1 B=2` as an object; values of ours need no quotes. */
export const pairsOf = (rest: string): Record<string, string> =>
  Object.fromEntries(rest.split(/\s+/).map((pair) => pair.split('=', 2) as [string, string]));
