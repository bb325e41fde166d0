import {
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type SelectionNode,
} from 'graphql';
import { BadInputError } from '../errors/request-errors.ts';

/**
 * graphql-js looks for the one field of a subscription while it validates, where variables have no values yet: one that
 * decides about the field makes it throw, which is no answer to anybody.
 *
 * @throws {BadInputError} for a field of a subscription that a variable may leave out
 */
export function checkSubscriptionFields({ definitions }: DocumentNode): void {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  for (const node of definitions) {
    if (node.kind === Kind.OPERATION_DEFINITION && node.operation === OperationTypeNode.SUBSCRIPTION)
      check(node.selectionSet.selections, fragments);
  }
}

/** @param fragments those that were not seen yet */
function check(selections: readonly SelectionNode[], fragments: Map<string, FragmentDefinitionNode>): void {
  for (const selection of selections) {
    for (const { name, arguments: given = [] } of selection.directives ?? []) {
      if (given.some(({ value }) => value.kind === Kind.VARIABLE))
        throw new BadInputError(
          `@${name.value} on the field of a subscription: expected true or false, received a variable`,
        );
    }
    if (selection.kind === Kind.INLINE_FRAGMENT) check(selection.selectionSet.selections, fragments);
    if (selection.kind !== Kind.FRAGMENT_SPREAD) continue;
    const fragment = fragments.get(selection.name.value);
    fragments.delete(selection.name.value);
    if (fragment) check(fragment.selectionSet.selections, fragments);
  }
}
