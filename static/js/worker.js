// The service worker, loaded by /sw.js, which sets RELEASE, SHELL (addresses) and OFFLINE (the page for no network).
// It keeps the shell of this release and, only when asked, one dated copy of a wallet without codes. Personal pages
// are never kept: they always come from the network. Nothing that people send is ever queued.
/* global RELEASE, SHELL, OFFLINE */
const SHELL_CACHE = `shell-${RELEASE}`;
const SCANNER = "scanner"; // the officers' scanner without anybody's data; static/js/scan.mjs fills it
const COPY = "copy-"; // and the mark of the session it belongs to
const KEPT_AT = "x-kept-at";
const LONGEST = 72 * 3600 * 1000;
const HASHED = /\.[0-9a-f]{12}\.\w+$/; // a file whose name changes with its content

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", (event) => event.waitUntil(answer(event)));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event, request, url));
  else if (request.method === "GET" && url.pathname.startsWith("/static/")) event.respondWith(part(event, request, url));
});

async function install() {
  const cache = await caches.open(SHELL_CACHE);
  await cache.addAll(SHELL.map((url) => new Request(url, { cache: "reload", credentials: "omit" })));
  await self.skipWaiting();
}

async function activate() {
  for (const name of await caches.keys()) if (name.startsWith("shell-") && name !== SHELL_CACHE) await caches.delete(name);
  await sweep();
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

/** A page: from the network, or the word that there is none, with the copy if one was asked for. */
async function page(event, request, url) {
  if (request.method === "POST" && url.pathname === "/accounts/logout/") {
    await wipe();
    indexedDB.deleteDatabase("scan-outbox");
  }
  try {
    const response = (await event.preloadResponse) || (await fetch(request));
    if (response.ok && url.pathname.startsWith("/accounts/login/")) await wipe(); // whoever is asked who they are is not signed in
    return response;
  } catch {
    const scanner = url.pathname === "/scan/" ? await caches.match("/scan/shell/", { cacheName: SCANNER }) : null;
    if (scanner) return scanner;
    const copy = url.pathname.startsWith("/wallet/") || url.pathname === "/" ? await kept() : null;
    return copy?.response ?? (await caches.match(OFFLINE, { cacheName: SHELL_CACHE })) ?? Response.error();
  }
}

/** A file of the shell: at once from the cache; one whose name does not tell its content is looked up anew behind it. */
async function part(event, request, url) {
  const found = await caches.match(request, { cacheName: SHELL_CACHE, ignoreVary: true });
  if (!found) return ofScanner(request);
  if (!HASHED.test(url.pathname)) event.waitUntil(renew(request));
  return found;
}

/** A file of nobody's shell, or of the officers' scanner when there is no network. */
async function ofScanner(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const found = await caches.match(request, { cacheName: SCANNER, ignoreVary: true });
    if (found) return found;
    throw error;
  }
}

async function renew(request) {
  try {
    const fresh = await fetch(request.url, { cache: "no-cache", credentials: "omit" });
    if (fresh.ok) await (await caches.open(SHELL_CACHE)).put(request.url, fresh);
  } catch { /* no network: what is there will do */ }
}

async function answer({ data, ports }) {
  let said;
  try {
    said = await (ACTS[data.type] ?? sweep)(data);
  } catch { said = { failed: true }; }
  ports[0]?.postMessage(said ?? {});
}

const ACTS = {
  async keep({ session, url }) {
    await wipe();
    return { at: await fetchCopy(session, url) };
  },
  async refresh({ session, url }) {
    await sweep(session);
    const copy = await kept();
    if (!copy) return { at: 0 };
    try { return { at: await fetchCopy(session, url) }; } catch { return { at: copy.at }; }
  },
  drop: async () => { await wipe(); return { at: 0 }; },
  wipe,
  sweep: () => sweep(),
};

async function fetchCopy(session, url) {
  const response = await fetch(url, { cache: "no-store", redirect: "error" });
  if (!session || !response.ok) throw new Error(String(response.status));
  const at = Date.now();
  const headers = { "Content-Type": "text/html; charset=utf-8", [KEPT_AT]: String(at) };
  for (const name of ["Content-Security-Policy", "Content-Language"]) if (response.headers.get(name)) headers[name] = response.headers.get(name);
  const cache = await caches.open(COPY + session);
  await cache.put(url, new Response(await response.blob(), { headers }));
  return at;
}

/** The one copy, if it is young enough. */
async function kept() {
  await sweep();
  for (const name of await caches.keys()) {
    if (!name.startsWith(COPY)) continue;
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const response = await cache.match(request);
      return { response, at: Number(response.headers.get(KEPT_AT)) };
    }
  }
  return null;
}

/** Delete copies past their time and, when the session is known, those of another. */
async function sweep(session) {
  for (const name of await caches.keys()) {
    if (!name.startsWith(COPY)) continue;
    const cache = await caches.open(name);
    const [request] = await cache.keys();
    const at = request ? Number((await cache.match(request)).headers.get(KEPT_AT)) : 0;
    const stranger = session !== undefined && name !== COPY + session;
    if (stranger || !(Date.now() - at < LONGEST) || at > Date.now() + 60_000) await caches.delete(name);
  }
}

async function wipe() {
  for (const name of await caches.keys()) if (name.startsWith(COPY)) await caches.delete(name);
}
