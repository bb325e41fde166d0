import {
  Kind,
  NoSchemaIntrospectionCustomRule,
  specifiedRules,
  visit,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type SelectionNode,
  type ValidationRule,
} from 'graphql';
import { LimitExceededError } from '../errors/request-errors.ts';

/** The deepest question of the schema, `detections { candle { openTime } }`, has 3 levels. */
const DEEPEST = 8;
const MOST_ALIASES = 15;
/** Fields that an operation asks for, with each fragment counted wherever it is spread. */
const MOST_FIELDS = 500;
/** The question that tools ask, `__schema { types { fields } }`, has 2; each further one multiplies the answer. */
const DEEPEST_LISTS = 2;
/** Tools ask once; each time costs as much as the whole schema. */
const MOST_SCHEMAS = 1;

/** A document of more tokens than this is not even parsed. */
export const MOST_TOKENS = 4_000;

/** Lists of introspection that grow with the schema. */
const LISTS = new Set([
  'types',
  'fields',
  'inputFields',
  'interfaces',
  'possibleTypes',
  'enumValues',
  'directives',
]);

interface Size {
  depth: number;
  aliases: number;
  fields: number;
  /** Lists of introspection within one another. */
  lists: number;
  schemas: number;
}

type Fragments = Map<string, { node: FragmentDefinitionNode; size?: Size }>;

const NOTHING: Size = { depth: 0, aliases: 0, fields: 0, lists: 0, schemas: 0 };

/** The rules beside GraphQL's own that every operation has to keep, over HTTP and WebSocket. */
export const limitRules = ({ hasIntrospection }: { hasIntrospection: boolean }): ValidationRule[] =>
  hasIntrospection ? [] : [NoSchemaIntrospectionCustomRule];

/** GraphQL's own rules with ours behind them. */
export const allRules = (limits: ValidationRule[]): readonly ValidationRule[] => [
  ...specifiedRules,
  ...limits,
];

/**
 * Measures all operations of a document, whichever of them is meant, and what is written in it, used or not: all of it
 * costs validation its time.
 *
 * @throws {LimitExceededError} for the first thing of which there is too much
 */
export function checkSize(document: DocumentNode): void {
  const { definitions } = document;
  let written = 0;
  visit(document, { Field: () => void written++ });
  check({ ...NOTHING, fields: written });
  const fragments: Fragments = new Map();
  for (const node of definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, { node });
  }
  for (const node of definitions) {
    if (node.kind === Kind.OPERATION_DEFINITION) check(sizeOf(node.selectionSet.selections, fragments));
  }
}

function check({ depth, aliases, fields, lists, schemas }: Size): void {
  const limits: [string, number, number][] = [
    ['Levels of fields', DEEPEST, depth],
    ['Aliases', MOST_ALIASES, aliases],
    ['Fields', MOST_FIELDS, fields],
    ['Lists within lists of the schema', DEEPEST_LISTS, lists],
    ['Questions about the schema', MOST_SCHEMAS, schemas],
  ];
  for (const [what, limit, received] of limits) {
    if (received > limit) throw new LimitExceededError(`${what} of an operation`, limit, received);
  }
}

function sizeOf(selections: readonly SelectionNode[], fragments: Fragments): Size {
  return selections.reduce<Size>((total, selection) => {
    const size = selectionSize(selection, fragments);
    return {
      depth: Math.max(total.depth, size.depth),
      aliases: total.aliases + size.aliases,
      fields: total.fields + size.fields,
      lists: Math.max(total.lists, size.lists),
      schemas: total.schemas + size.schemas,
    };
  }, NOTHING);
}

function selectionSize(selection: SelectionNode, fragments: Fragments): Size {
  switch (selection.kind) {
    case Kind.FIELD:
      return fieldSize(selection, fragments);
    case Kind.INLINE_FRAGMENT:
      return sizeOf(selection.selectionSet.selections, fragments);
    case Kind.FRAGMENT_SPREAD:
      return fragmentSize(selection.name.value, fragments);
  }
}

function fieldSize({ name, alias, selectionSet }: FieldNode, fragments: Fragments): Size {
  const inner = selectionSet ? sizeOf(selectionSet.selections, fragments) : NOTHING;
  const isSchema = name.value === '__schema';
  return {
    // Introspection is deep by nature; what multiplies its answer are lists.
    depth: name.value.startsWith('__') ? 0 : inner.depth + 1,
    aliases: inner.aliases + (alias ? 1 : 0),
    fields: inner.fields + 1,
    lists: inner.lists + (LISTS.has(name.value) ? 1 : 0),
    schemas: inner.schemas + (isSchema ? 1 : 0),
  };
}

/** Each fragment is measured once; one that spreads itself counts as nothing here and fails GraphQL's own rules. */
function fragmentSize(name: string, fragments: Fragments): Size {
  const fragment = fragments.get(name);
  if (!fragment) return NOTHING;
  if (fragment.size) return fragment.size;
  fragment.size = NOTHING;
  fragment.size = sizeOf(fragment.node.selectionSet.selections, fragments);
  return fragment.size;
}
