/** Why this browser gets no push messages, for a person. */
export class NoPushError extends Error {
  override name = 'NoPushError';
}

/**
 * Subscribes this browser to push messages of the server.
 *
 * @param publicKey of the server, base64url
 * @returns the subscription as JSON, which is the address of a channel
 * @throws {NoPushError} where the browser can't, or its user doesn't want to
 */
export async function subscribeToPush(publicKey: string): Promise<string> {
  if (!window.isSecureContext)
    throw new NoPushError(
      'Browsers take push messages only for pages served over HTTPS or from this machine.',
    );
  if (!('serviceWorker' in navigator) || !('PushManager' in window))
    throw new NoPushError('This browser does not support push messages.');
  if ((await Notification.requestPermission()) !== 'granted')
    throw new NoPushError('This browser was not given permission to show notifications.');
  await navigator.serviceWorker.register('push-worker.js');
  const { pushManager } = await navigator.serviceWorker.ready;
  try {
    // One that was made with another key would be kept, and none of our messages taken.
    await (await pushManager.getSubscription())?.unsubscribe();
    const subscription = await pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: publicKey,
    });
    return JSON.stringify(subscription);
  } catch (error) {
    throw new NoPushError(
      `The browser could not subscribe: ${error instanceof Error ? error.message : 'no reason'}`,
    );
  }
}
