/** Whoever clicks a push message while this page is open gets its anomaly here (`public/push-worker.js`), not in another tab. */
export function followPushLinks(): void {
  // Absent over plain HTTP from another machine.
  if (!('serviceWorker' in navigator)) return;
  navigator.serviceWorker.addEventListener('message', ({ data }: MessageEvent<{ link?: string }>) => {
    if (data.link !== undefined) location.hash = new URL(data.link, location.href).hash;
  });
}
