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
  const options = { body: text, tag: id, icon: 'icon.svg', data: { link: link ?? self.registration.scope } };
  event.waitUntil(self.registration.showNotification(title, options));
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(show(event.notification.data.link));
});

/** In the page that is open already, if there is one: its own tab follows what stands in the address. */
async function show(link) {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const page = pages.find(({ url }) => url.split('#')[0] === link.split('#')[0]);
  if (!page) return self.clients.openWindow(link);
  page.postMessage({ link });
  return page.focus();
}
