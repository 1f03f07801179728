// Keeps the app's shell, so that it opens without a connection. Nothing of the API is ever kept here: what a person
// sees of their work comes from the server, or is said to be out of reach.
const CACHE = "audiostudio-__VERSION__";
const SHELL = ["__SHELL__"];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(SHELL)));
});

self.addEventListener("activate", (event) => {
  const forgetOthers = async () => {
    for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(forgetOthers());
});

self.addEventListener("message", (event) => {
  if (event.data === "take-over") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const scope = new URL(self.registration.scope);
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== scope.origin || !url.pathname.startsWith(scope.pathname))
    return;
  if (request.mode === "navigate") event.respondWith(openShell(request));
  else event.respondWith(openFile(request));
});

/** The newest page there is; without a connection, the one that was kept. */
async function openShell(request) {
  try {
    const fresh = await fetch(request);
    if (fresh.ok) return fresh;
    if (fresh.status < 500) return fresh;
  } catch {
    // Offline: what was kept is shown.
  }
  return (await caches.match(self.registration.scope)) ?? Response.error();
}

/** Files of the app carry their content's hash in their name, so one that was kept is right for ever. */
async function openFile(request) {
  const kept = await caches.match(request);
  if (kept) return kept;
  const fresh = await fetch(request);
  if (fresh.ok && new URL(request.url).pathname.includes("/assets/")) {
    const cache = await caches.open(CACHE);
    await cache.put(request, fresh.clone());
  }
  return fresh;
}
