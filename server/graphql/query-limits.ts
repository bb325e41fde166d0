import {
  GraphQLError,
  Kind,
  NoSchemaIntrospectionCustomRule,
  specifiedRules,
  type FieldNode,
  type SelectionNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';

/** The deepest question of the schema, `detections { candle { openTime } }`, has 3 levels. */
const DEEPEST = 8;
const MOST_ALIASES = 15;
/** Fields that an operation asks for, with each fragment counted wherever it is spread. */
const MOST_FIELDS = 500;

/** A document of more tokens than this is not even parsed. */
export const MOST_TOKENS = 4_000;

interface Size {
  depth: number;
  aliases: number;
  fields: number;
}

const NOTHING: Size = { depth: 0, aliases: 0, fields: 0 };

/** The rules every operation has to keep, over HTTP and WebSocket. */
export const limitRules = ({ hasIntrospection }: { hasIntrospection: boolean }): ValidationRule[] => [
  sizeRule,
  ...(hasIntrospection ? [] : [NoSchemaIntrospectionCustomRule]),
];

/** GraphQL's own rules with ours behind them. */
export const allRules = (limits: ValidationRule[]): readonly ValidationRule[] => [
  ...specifiedRules,
  ...limits,
];

function sizeRule(context: ValidationContext) {
  const measured = new Map<string, Size>();
  return {
    OperationDefinition(operation: { selectionSet: { selections: readonly SelectionNode[] } }) {
      const size = sizeOf(operation.selectionSet.selections, context, measured);
      report(context, 'levels of fields', DEEPEST, size.depth);
      report(context, 'aliases', MOST_ALIASES, size.aliases);
      report(context, 'fields', MOST_FIELDS, size.fields);
    },
  };
}

function report(context: ValidationContext, what: string, limit: number, received: number): void {
  if (received <= limit) return;
  const message = `An operation may have at most ${limit} ${what}, received ${received}`;
  context.reportError(new GraphQLError(message, { extensions: { code: 'LIMIT_EXCEEDED' } }));
}

function sizeOf(
  selections: readonly SelectionNode[],
  context: ValidationContext,
  measured: Map<string, Size>,
): Size {
  return selections.reduce<Size>((total, selection) => {
    const size = selectionSize(selection, context, measured);
    return {
      depth: Math.max(total.depth, size.depth),
      aliases: total.aliases + size.aliases,
      fields: total.fields + size.fields,
    };
  }, NOTHING);
}

function selectionSize(
  selection: SelectionNode,
  context: ValidationContext,
  measured: Map<string, Size>,
): Size {
  switch (selection.kind) {
    case Kind.FIELD:
      return fieldSize(selection, context, measured);
    case Kind.INLINE_FRAGMENT:
      return sizeOf(selection.selectionSet.selections, context, measured);
    case Kind.FRAGMENT_SPREAD:
      return fragmentSize(selection.name.value, context, measured);
  }
}

function fieldSize(field: FieldNode, context: ValidationContext, measured: Map<string, Size>): Size {
  // Introspection is deep by nature and has a rule of its own in graphql-js.
  if (field.name.value.startsWith('__')) return { ...NOTHING, fields: 1 };
  const inner = field.selectionSet ? sizeOf(field.selectionSet.selections, context, measured) : NOTHING;
  return { depth: inner.depth + 1, aliases: inner.aliases + (field.alias ? 1 : 0), fields: inner.fields + 1 };
}

/** Each fragment is measured once; one that spreads itself counts as nothing here and fails another rule. */
function fragmentSize(name: string, context: ValidationContext, measured: Map<string, Size>): Size {
  const known = measured.get(name);
  if (known) return known;
  measured.set(name, NOTHING);
  const fragment = context.getFragment(name);
  const size = fragment ? sizeOf(fragment.selectionSet.selections, context, measured) : NOTHING;
  measured.set(name, size);
  return size;
}
