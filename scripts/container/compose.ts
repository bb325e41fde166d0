import { parse } from 'yaml';

const VARIABLE = /\$\{(\w+)(?::([-?])([^}]*))?\}/g;

export interface Service {
  environment?: Record<string, string>;
  ports?: string[];
  command?: string[];
  read_only?: boolean;
}

/**
 * The services of a compose file with its variables filled in: `${NAME}`, `${NAME:-default}`, `${NAME:?message}`.
 *
 * @throws the message of a variable that is required and not set, as Docker does
 */
export function readCompose(text: string, variables: Record<string, string>): Record<string, Service> {
  const file: unknown = parse(text, { merge: true });
  return (fillIn(file, variables) as { services: Record<string, Service> }).services;
}

/** After the YAML was read, as Docker does it: an empty value stays a text. */
function fillIn(value: unknown, variables: Record<string, string>): unknown {
  if (typeof value === 'string') {
    return value.replaceAll(VARIABLE, (_all, name: string, kind = '', word = '') => {
      if (variables[name]) return variables[name];
      if (kind === '?') throw new Error(`compose.yaml: ${word}`);
      return word;
    });
  }
  if (Array.isArray(value)) return value.map((item) => fillIn(item, variables));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillIn(item, variables)]));
}
