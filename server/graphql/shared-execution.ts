import {
  execute,
  getOperationAST,
  Kind,
  visit,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type FieldNode,
  type GraphQLError,
} from 'graphql';

/** The result of one event for all who subscribe to the same operation. */
export interface SharedResult {
  /** The result as JSON, without its errors. */
  text: string;
  errors: readonly GraphQLError[] | undefined;
  result: ExecutionResult;
}

/** One operation, by whomever it was subscribed to: each of its events is executed once and serialised once. */
export class SharedOperation {
  readonly #args: ExecutionArgs;
  readonly #results = new WeakMap<object, Promise<SharedResult>>();
  subscribers = 0;

  constructor(args: ExecutionArgs) {
    this.#args = args;
  }

  /** @param event the same object for everybody whom it concerns */
  resultOf(event: object): Promise<SharedResult> {
    let result = this.#results.get(event);
    if (!result) this.#results.set(event, (result = this.#execute(event)));
    return result;
  }

  async #execute(rootValue: object): Promise<SharedResult> {
    const result = await execute({ ...this.#args, rootValue });
    const { errors, ...withoutErrors } = result;
    return { text: JSON.stringify(withoutErrors), errors, result };
  }
}

/**
 * The subscriptions under way, those of the same operation and variables together. They may not differ in what an event
 * looks like: so no field of a subscription may depend on who asks for it, only on which events come (`subscribe`) may.
 */
export class SharedOperations {
  readonly #operations = new Map<string, SharedOperation>();

  /** Joins the others who subscribe to the same; to be left once. */
  join(args: ExecutionArgs, query: string): { operation: SharedOperation; leave: () => void } {
    const key = keyOf(args, query);
    const operation = this.#operations.get(key) ?? new SharedOperation(args);
    operation.subscribers++;
    this.#operations.set(key, operation);
    const leave = () => {
      if (--operation.subscribers === 0) this.#operations.delete(key);
    };
    return { operation, leave };
  }

  get size(): number {
    return this.#operations.size;
  }
}

/** What decides how an event looks: the text, which of its operations, and the variables that are used for more than the choice of events. */
function keyOf({ document, operationName, variableValues }: ExecutionArgs, query: string): string {
  const variables = Object.entries(variableValues ?? {});
  // Most have neither, and then nothing is kept but the text that is there anyway.
  if (!operationName && variables.length === 0) return query;
  const choosing = choosingVariables(document, operationName);
  const shown = variables
    .filter(([name]) => !choosing.has(name))
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([query, operationName ?? null, shown]);
}

const choosing = new WeakMap<DocumentNode, Map<string, Set<string>>>();

/**
 * Variables that stand only in arguments of the subscribed field itself, such as `after`, which differs between
 * subscribers: they say which events come, not what is told of them.
 */
function choosingVariables(document: DocumentNode, operationName?: string | null): Set<string> {
  let byName = choosing.get(document);
  if (!byName) choosing.set(document, (byName = new Map<string, Set<string>>()));
  const name = operationName ?? '';
  let names = byName.get(name);
  if (!names) byName.set(name, (names = findChoosing(document, operationName)));
  return names;
}

function findChoosing(document: DocumentNode, operationName?: string | null): Set<string> {
  const operation = getOperationAST(document, operationName);
  const [field] = operation?.selectionSet.selections ?? [];
  if (field?.kind !== Kind.FIELD) return new Set();
  const within = variablesIn(field.arguments ?? []);
  const elsewhere = variablesIn([
    ...(field.directives ?? []),
    ...(field.selectionSet ? [field.selectionSet] : []),
    ...document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION),
  ]);
  return new Set([...within].filter((name) => !elsewhere.has(name)));
}

type Part =
  | NonNullable<FieldNode['arguments' | 'directives']>[number]
  | FieldNode['selectionSet']
  | DocumentNode['definitions'][number];

function variablesIn(parts: readonly Part[]): Set<string> {
  const names = new Set<string>();
  for (const part of parts) if (part) visit(part, { Variable: ({ name }) => void names.add(name.value) });
  return names;
}
