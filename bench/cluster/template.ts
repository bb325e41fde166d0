import { readFile } from 'node:fs/promises';

/**
 * Reads a file beside this one and fills in its values.
 *
 * @param name such as `haproxy.cfg`
 * @param values by the names that stand in `${…}` in it
 * @throws for a name without a value
 */
export async function fillTemplate(name: string, values: Record<string, string | number>): Promise<string> {
  const text = await readFile(new URL(name, import.meta.url), 'utf8');
  return text.replace(/^(?!\s*#).*$/gm, (line) =>
    line.replaceAll(/\$\{([A-Z_]+)\}/g, (_, key: string) => {
      const value = values[key];
      if (value === undefined) throw new Error(`${name} needs a value for ${key}.`);
      return String(value);
    }),
  );
}
