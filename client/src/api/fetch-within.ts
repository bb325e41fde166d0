/** Nobody answered in time. */
export class NoAnswerError extends Error {
  constructor(ms: number) {
    super(`The server did not answer within ${ms / 1_000} seconds.`);
  }
}

/**
 * `fetch` that fails when the answer, with its body, is not there in time: without an end, a request that nobody
 * answers looks like one that is under way for ever.
 */
export async function fetchWithin(ms: number, ...[input, init]: Parameters<typeof fetch>): Promise<Response> {
  const limit = AbortSignal.timeout(ms);
  const signal = init?.signal ? AbortSignal.any([init.signal, limit]) : limit;
  try {
    const response = await fetch(input, { ...init, signal });
    const { status, statusText, headers } = response;
    const body = await response.arrayBuffer();
    // An answer such as 204 may not have a body, not even an empty one.
    return new Response(body.byteLength > 0 ? body : null, { status, statusText, headers });
  } catch (error) {
    throw limit.aborted ? new NoAnswerError(ms) : error;
  }
}
