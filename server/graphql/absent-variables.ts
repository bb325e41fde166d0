import { Kind, visit, type DocumentNode, type VariableDefinitionNode } from 'graphql';

type Variables = Record<string, unknown>;

/**
 * Leaves out variables that are null and optional, so that the argument that they stand for has its default: for clients
 * null and nothing are the same, while to graphql-js null beside a default is a fault of the server.
 *
 * A variable within an input object stays: there null is a value, such as "from the beginning".
 */
export function withoutAbsent(document: DocumentNode, variables: Variables): Variables {
  const names = Object.keys(variables).filter((name) => variables[name] === null);
  if (names.length === 0) return variables;
  const optional = optionalVariables(document);
  const kept = withinObjects(document);
  const absent = new Set(names.filter((name) => optional.has(name) && !kept.has(name)));
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !absent.has(name)));
}

function optionalVariables({ definitions }: DocumentNode): Set<string> {
  const all = definitions.flatMap((definition): readonly VariableDefinitionNode[] =>
    definition.kind === Kind.OPERATION_DEFINITION ? (definition.variableDefinitions ?? []) : [],
  );
  const required = new Set(
    all.filter(({ type }) => type.kind === Kind.NON_NULL_TYPE).map(({ variable }) => variable.name.value),
  );
  return new Set(all.map(({ variable }) => variable.name.value).filter((name) => !required.has(name)));
}

function withinObjects(document: DocumentNode): Set<string> {
  const names = new Set<string>();
  visit(document, {
    ObjectField: ({ value }) => {
      visit(value, { Variable: ({ name }) => void names.add(name.value) });
      return false;
    },
    ListValue: (list) => {
      visit(list, { Variable: ({ name }) => void names.add(name.value) });
      return false;
    },
  });
  return names;
}
