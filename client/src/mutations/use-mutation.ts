import type { OperationVariables, TypedDocumentNode } from '@apollo/client';
import { useServer } from '../connection/use-server.ts';
import { writeAuthorization } from '../connection/write-token.ts';

/** The server answered without an error, but its answer does not say that it did what it was told. */
export class NotConfirmedError extends Error {
  constructor() {
    super('The server answered, but did not confirm it.');
  }
}

/**
 * A mutation of the server, with the token for changes where one was entered.
 *
 * @param isConfirmed whether an answer says that just this was done; whatever it throws at means no
 * @returns a function that resolves with the answer once the server has confirmed it, and rejects otherwise
 */
export function useMutation<Data, Variables extends OperationVariables>(
  mutation: TypedDocumentNode<Data, Variables>,
  isConfirmed: (data: Data, variables: Variables) => boolean,
): (variables: Variables) => Promise<Data> {
  const { apollo } = useServer();
  return async (variables) => {
    const { data } = await apollo.mutate<Data, OperationVariables>({
      mutation,
      variables,
      fetchPolicy: 'no-cache',
      context: { headers: writeAuthorization() },
    });
    if (!isConfirming(data)) throw new NotConfirmedError();
    return data;

    function isConfirming(answer: unknown): answer is Data {
      try {
        return isConfirmed(answer as Data, variables);
      } catch {
        // Of another shape.
        return false;
      }
    }
  };
}
