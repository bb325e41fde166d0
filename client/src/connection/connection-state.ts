import { CombinedGraphQLErrors, ServerError, ServerParseError } from '@apollo/client/errors';
import { UnexpectedAnswerError } from '../api/answered.ts';

/** Where the page stands with the server. */
export type ConnectionState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  /** Nobody answers. */
  | { readonly kind: 'reconnecting'; readonly since: Date; readonly reason: string }
  /** Somebody answers, but not with candles. */
  | { readonly kind: 'failing'; readonly since: Date; readonly reason: string }
  | { readonly kind: 'token-needed' };

/** The browsers' words for a request that reached nobody, and Apollo's for a socket that closed. */
const UNREACHABLE = /^(Failed to fetch|Load failed|NetworkError|Socket closed)/;

/** Why a request failed, in a sentence for the person in front of the page. */
export function reasonOf(error: unknown): string {
  if (ServerError.is(error)) return answerOf(error)?.message ?? `The server answered ${error.statusCode}.`;
  if (ServerParseError.is(error)) return 'The answer did not come from this server: it is not JSON.';
  if (!(error instanceof Error)) return 'The server did not answer.';
  return UNREACHABLE.test(error.message) ? 'The server cannot be reached.' : error.message;
}

/** Whether the request failed although it was answered. */
export function isAnswered(error: unknown): boolean {
  if (error instanceof UnexpectedAnswerError) return true;
  return [CombinedGraphQLErrors, ServerError, ServerParseError].some((kind) => kind.is(error));
}

/** Whether the server wants a token, or another one. */
export function isTokenNeeded(error: unknown): boolean {
  if (CombinedGraphQLErrors.is(error)) {
    return error.errors.some(({ extensions }) => extensions?.code === 'UNAUTHENTICATED');
  }
  return ServerError.is(error) && (error.statusCode === 401 || answerOf(error)?.code === 'UNAUTHENTICATED');
}

/** The first GraphQL error in an answer with an error status, if it has one. */
function answerOf({ bodyText }: ServerError): { message: string; code: unknown } | undefined {
  try {
    const { errors } = JSON.parse(bodyText) as {
      errors?: { message: string; extensions?: { code?: unknown } }[];
    };
    const first = errors?.[0];
    return first && { message: first.message, code: first.extensions?.code };
  } catch {
    // A proxy in between answers in HTML.
    return undefined;
  }
}
