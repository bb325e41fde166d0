import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors';
import { describe, expect, it } from 'vitest';
import { isAnswered, isTokenNeeded, reasonOf } from './connection-state.ts';

const answer = (status: number, bodyText: string) =>
  new ServerError('unused', { response: new Response(null, { status }), bodyText });
const refusal = { message: 'A token is needed.', extensions: { code: 'UNAUTHENTICATED' } };

describe('what the page says about a failed request', () => {
  it("gives the server's own words where there are some", () => {
    expect(reasonOf(answer(500, JSON.stringify({ errors: [{ message: 'Away.' }] })))).toBe('Away.');
    expect(reasonOf(answer(502, '<html>Bad gateway</html>'))).toBe('The server answered 502.');
  });

  it('puts the words of browsers and sockets plainly', () => {
    expect(reasonOf(new TypeError('Failed to fetch'))).toBe('The server cannot be reached.');
    expect(reasonOf(new Error('Socket closed with event 1006'))).toBe('The server cannot be reached.');
    expect(reasonOf('?')).toBe('The server did not answer.');
  });

  it('knows that a token is needed from a status, a code, or an error over the socket', () => {
    expect(isTokenNeeded(answer(401, ''))).toBe(true);
    expect(isTokenNeeded(answer(400, JSON.stringify({ errors: [refusal] })))).toBe(true);
    expect(isTokenNeeded(new CombinedGraphQLErrors({ errors: [refusal] }))).toBe(true);
    expect(isTokenNeeded(answer(500, 'UNAUTHENTICATED'))).toBe(false);
    expect(isTokenNeeded(new Error('other'))).toBe(false);
  });

  it('tells a server that answers with an error from one that does not answer', () => {
    expect([answer(500, ''), new CombinedGraphQLErrors({ errors: [refusal] })].every(isAnswered)).toBe(true);
    expect([new TypeError('Failed to fetch'), new Error('Socket closed'), '?'].some(isAnswered)).toBe(false);
  });
});
