// Keeps every file of the page, as the handset's service worker does.
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
addEventListener('fetch', (event) => event.respondWith(answer(event.request)));

async function answer(request) {
  const cache = await caches.open('files');
  try {
    const response = await fetch(request);
    await cache.put(request, response.clone());
    return response;
  } catch {
    return (await cache.match(request.url)) ?? Response.error();
  }
}
