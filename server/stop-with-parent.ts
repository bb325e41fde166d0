const LOOK_EVERY_MS = 500;

/**
 * `npm start` runs its script in a shell. A signal to npm reaches that shell, which dies of it and, where it is dash
 * (0.5.12, Debian), passes nothing on: the server would go on without anybody knowing. So it stops when its shell is
 * gone. A server that was not started by npm has no such parent, and may outlive whoever started it.
 */
export function stopWithParent(stop: () => void): void {
  if (process.env.npm_lifecycle_event !== 'start') return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop();
  }, LOOK_EVERY_MS).unref();
}
