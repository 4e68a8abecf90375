// The paper without a line: keeps the pages that were read last, and the articles that the reader
// saved, and shows them when the paper cannot be reached. The server puts VERSION and SHELL before
// this file; any change of an asset is a new version.

const OFFLINE = "/offline/";
/** Style, letters and scripts of this version, and the page that lists what is kept. */
const HOUSE = `house-${VERSION}`;
/** What the reader saved: never dropped for something else. */
const SAVED = "saved";
/** What was read last: the oldest goes first. */
const READ = "read";

/** All shelves together, in bytes of bodies. A megabyte, less what browsers write beside them. */
const MOST = 900_000;
/** A page longer than this would push too many others out. */
const LONGEST = 250_000;
/** More than these nobody remembers having read. */
const MOST_READ = 20;

/** What answers a question, takes a form or belongs to the newsroom is not for keeping. */
const NEVER = /^\/(search|contact|newsletter|comment|admin|api|wp-admin)(\/|$)/;
const NEWSROOM = /^\/(admin|wp-admin)(\/|$)/;

/** What a browser must know of a copy; the rest only takes room. */
const RULES = ["content-type", "content-security-policy", "referrer-policy", "x-content-type-options"];

const LOOSELY = { ignoreVary: true };

self.addEventListener("install", (event) => event.waitUntil(furnish().then(() => self.skipWaiting())));

self.addEventListener("activate", (event) => event.waitUntil(moveIn()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin || NEWSROOM.test(pathname)) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (pathname.startsWith("/assets/")) event.respondWith(asset(request, pathname));
  else if (request.destination === "image") event.respondWith(picture(request, pathname));
});

/** Pages ask to keep or to forget: `{ read | save | forget: path, pictures }`. */
self.addEventListener("message", (event) => {
  const { read, save, forget, pictures = [] } = event.data;
  const done = inTurn(() =>
    read ? keepRead(read) : save ? keepSaved(save, pictures) : forget ? drop(forget) : undefined);
  const answer = done.catch(() => "failed").then((outcome) => event.ports[0]?.postMessage(outcome ?? "done"));
  event.waitUntil(answer);
});

async function furnish() {
  const house = await caches.open(HOUSE);
  await Promise.all(SHELL.map(async (address) => {
    // Assets never change under their address; the list of what is kept may.
    const cache = address === OFFLINE ? "reload" : "default";
    const answer = await fetch(address, { cache });
    if (!answer.ok) throw new Error(`${answer.status} for ${address}`);
    await house.put(address, await copyOf(answer));
  }));
}

async function moveIn() {
  // Also what the worker of another system left, if there was one here before.
  const ours = [HOUSE, SAVED, READ];
  const others = (await caches.keys()).filter((name) => !ours.includes(name));
  await Promise.all(others.map((name) => caches.delete(name)));
  // This paper rings at nobody's door; who asked another system for it would wait in vain.
  const ring = await self.registration.pushManager?.getSubscription().catch(() => null);
  await ring?.unsubscribe();
  await inTurn(() => room(0));
  await self.clients.claim();
}

/** A page: as the paper has it now, and the kept one when the paper cannot be reached. */
async function page(event) {
  const url = new URL(event.request.url);
  let answer;
  try {
    answer = await fetch(event.request);
  } catch {
    // No line.
  }
  if (answer && answer.status < 500) {
    event.waitUntil(inTurn(follow.bind(null, url, answer.clone())));
    return answer;
  }
  return (await kept(url)) ?? answer ?? nothing();
}

/** What is kept follows what the paper says. */
async function follow(url, answer) {
  if (url.search) return;
  const path = spelled(url.pathname);
  if (answer.status === 404 || answer.status === 410) return drop(path);
  if (!isForKeeping(path, answer)) return;
  const house = path === OFFLINE && (await caches.open(HOUSE));
  if (house) return house.put(OFFLINE, await copyOf(answer));
  const saved = await (await caches.open(SAVED)).match(path, LOOSELY);
  await put(saved ? SAVED : READ, path, await copyOf(answer));
}

/** The paper says itself which pages may be shown when it cannot be reached (RFC 5861). */
function isForKeeping(path, answer) {
  const says = (name, word) => answer.headers.get(name)?.includes(word);
  return answer.status === 200 && !answer.redirected && !NEVER.test(path)
    && says("content-type", "text/html") && says("cache-control", "stale-if-error");
}

async function kept({ pathname, search }) {
  return search ? undefined : caches.match(spelled(pathname), LOOSELY);
}

/** The page that lists what is kept, in the place of one that is not. */
async function nothing() {
  const list = await caches.match(OFFLINE, LOOSELY);
  return list ? new Response(list.body, { status: 503, headers: list.headers }) : Response.error();
}

async function asset(request, path) {
  const house = await caches.open(HOUSE);
  const here = await house.match(request, LOOSELY);
  if (here) return here;
  try {
    return await fetch(request);
  } catch {
    // A page that was kept before an update asks for what its assets were called then.
    const stem = (address) => address.replace(/-[0-9a-f]{10}\./, ".");
    const today = SHELL.find((address) => stem(address) === stem(path));
    return (today && (await house.match(today, LOOSELY))) ?? Response.error();
  }
}

async function picture(request, path) {
  try {
    return await fetch(request);
  } catch {
    const saved = await caches.open(SAVED);
    const exactly = await saved.match(path, LOOSELY);
    if (exactly) return exactly;
    // The same picture in another size is better than none.
    const [size] = /^\/media\/\d+\//.exec(path) ?? [];
    const sizes = size ? await saved.keys() : [];
    const other = sizes.find(({ url }) => new URL(url).pathname.startsWith(size));
    return (other && (await saved.match(other, LOOSELY))) ?? Response.error();
  }
}

async function keepRead(path) {
  const answer = await fetch(path);
  await follow(new URL(path, location.origin), answer);
}

/** Saves an article with its pictures, or without them where there is no room for both. */
async function keepSaved(path, pictures) {
  const answer = await fetch(path);
  if (!isForKeeping(path, answer)) return "failed";
  if (!(await put(SAVED, path, await copyOf(answer)))) return "full";
  await (await caches.open(READ)).delete(path, LOOSELY);
  for (const address of pictures) {
    const shown = await fetch(address).catch(() => undefined);
    if (shown?.ok) await put(SAVED, new URL(address).pathname, await copyOf(shown, path));
  }
  return "done";
}

/** Puts a copy on a shelf if there is room, or room can be made. */
async function put(shelf, path, copy) {
  const bytes = sizeOf(copy);
  const before = await (await caches.open(shelf)).match(path, LOOSELY);
  if (bytes > LONGEST || !(await room(bytes - (before ? sizeOf(before) : 0), path))) return false;
  await (await caches.open(shelf)).put(path, copy);
  await room(0, path);
  return true;
}

/** Makes room for so many bytes more; whether it could. What is at `path` stays. */
async function room(bytes, path) {
  const [house, saved, read] = await Promise.all([HOUSE, SAVED, READ].map(listed));
  const sum = (shelf) => shelf.reduce((total, { size }) => total + size, 0);
  let free = MOST - sum(house) - sum(saved) - sum(read) - bytes;
  const oldest = read.filter((one) => one.path !== path).sort((a, b) => a.at - b.at);
  if (free + sum(oldest) < 0) return false;
  let count = read.length;
  const shelf = await caches.open(READ);
  while (oldest.length > 0 && (free < 0 || count > MOST_READ)) {
    const gone = oldest.shift();
    await shelf.delete(gone.path, LOOSELY);
    free += gone.size;
    count -= 1;
  }
  return free >= 0;
}

/** Takes a page off all shelves, and the pictures that were saved with it. */
async function drop(path) {
  for (const name of [SAVED, READ]) {
    const shelf = await caches.open(name);
    for (const one of await listed(name)) {
      if (one.path === path || one.of === path) await shelf.delete(one.path, LOOSELY);
    }
  }
}

/** What is on a shelf: path, bytes, when it was put there, and the article that it belongs to. */
async function listed(name) {
  const shelf = await caches.open(name);
  return Promise.all((await shelf.keys()).map(async (request) => {
    const copy = await shelf.match(request, LOOSELY);
    const of = copy.headers.get("x-kept-with");
    return { path: new URL(request.url).pathname, size: sizeOf(copy), at: Number(copy.headers.get("x-kept-at")), of };
  }));
}

function sizeOf(copy) {
  return Number(copy.headers.get("content-length"));
}

/** An answer to be kept: with its size and time, in no coding, under the rules that it came with. */
async function copyOf(answer, of) {
  const body = await answer.arrayBuffer();
  const headers = new Headers();
  for (const name of RULES) headers.set(name, answer.headers.get(name) ?? "");
  headers.set("content-length", String(body.byteLength));
  headers.set("x-kept-at", String(Date.now()));
  if (of) headers.set("x-kept-with", of);
  return new Response(body, { headers });
}

/** One spelling of a path: browsers leave percent-codes as a link writes them. */
function spelled(path) {
  return path.replace(/%[0-9a-f]{2}/gi, (code) => code.toLowerCase());
}

let last = Promise.resolve();

/** One after the other, so that two pages do not take the same room. */
function inTurn(work) {
  const done = last.then(work);
  last = done.catch(() => {});
  return done;
}
