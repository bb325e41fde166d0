const LONGEST_ANSWER_MS = 10_000;

/** Asks an outside dead man's switch, which raises the alarm when it is no longer asked. Its failures are its own. */
export async function sendHeartbeat(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(LONGEST_ANSWER_MS) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
