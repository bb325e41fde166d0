// Shows messages of the server, also while the page is closed.

/** What the server has sent; a push service may also wake this without a message. */
function read(data) {
  try {
    return data.json();
  } catch {
    return { title: 'Bitcoin Anomaly Detective', text: 'There is a message, but it cannot be read.' };
  }
}

self.addEventListener('push', (event) => {
  const { id, title, text, link } = read(event.data);
  // A message that comes twice has the same id, and takes its own place.
  const options = { body: text, tag: id, icon: '/icon.svg', data: { link: link ?? '/' } };
  event.waitUntil(self.registration.showNotification(title, options));
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(event.notification.data.link));
});
