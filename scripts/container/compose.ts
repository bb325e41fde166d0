import { parse } from 'yaml';

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
  const filled = text.replaceAll(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_all, name, kind, word) => {
    const value = variables[String(name)];
    if (value) return value;
    if (kind === '?') throw new Error(`compose.yaml: ${String(word)}`);
    return kind === '-' ? String(word) : '';
  });
  return (parse(filled, { merge: true }) as { services: Record<string, Service> }).services;
}
