/**
 * Ends what takes too long, and keeps the process alive until then. `AbortSignal.timeout` does not, and in Node 20 neither
 * does a fetch whose server closes the connection at the wrong moment: it settles when it is aborted, and until then a
 * process that waits for nothing else would end without a word.
 *
 * @param work given what aborts after so many ms
 */
export async function withTimeLimit<Result>(
  ms: number,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const limit = new AbortController();
  const late = new Error(`nothing came within ${ms / 1_000} s`);
  const timer = setTimeout(() => limit.abort(late), ms);
  try {
    return await work(limit.signal);
  } finally {
    clearTimeout(timer);
  }
}
