import type { OperationVariables, TypedDocumentNode } from '@apollo/client';
import { useServer } from '../connection/use-server.ts';
import { writeAuthorization } from './write-token.ts';

/**
 * A mutation of the server, with the token for changes where one was entered.
 *
 * @returns a function that resolves once the server has done it, and rejects where it has not
 */
export function useMutation<Data, Variables extends OperationVariables>(
  mutation: TypedDocumentNode<Data, Variables>,
): (variables: Variables) => Promise<void> {
  const { apollo } = useServer();
  return async (variables) => {
    await apollo.mutate<Data, OperationVariables>({
      mutation,
      variables,
      fetchPolicy: 'no-cache',
      context: { headers: writeAuthorization() },
    });
  };
}
