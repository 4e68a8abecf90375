// The list of what is kept on this device. The page is the same for all; only the device knows.

const shelves = [...document.querySelectorAll("[data-shelf]")];
const { locale } = document.querySelector("[data-locale]").dataset;
const model = document.querySelector("#kept");

document.querySelector(".missing").hidden = location.pathname === "/offline/";
document.querySelector(".empty-all").addEventListener("click", async () => {
  await Promise.all(shelves.map(({ dataset }) => caches.delete(dataset.shelf)));
  list();
});
list();

function list() {
  for (const section of shelves) fill(section).catch(() => {});
}

async function fill(section) {
  const shelf = await caches.open(section.dataset.shelf);
  const copies = await Promise.all((await shelf.keys()).map(async ({ url }) => ({ url, copy: await shelf.match(url) })));
  const pages = copies.filter(({ copy }) => copy.headers.get("content-type").startsWith("text/html"));
  pages.sort((a, b) => time(b.copy) - time(a.copy));
  const items = await Promise.all(pages.map(({ url, copy }) => item(url, copy)));
  section.querySelector("ul").replaceChildren(...items);
  section.querySelector("p").hidden = items.length > 0;
}

async function item(url, copy) {
  const made = model.content.cloneNode(true);
  const { pathname } = new URL(url);
  const link = made.querySelector("a");
  link.href = pathname;
  link.textContent = headline(await copy.text()) || decodeURI(pathname);
  const when = made.querySelector("time");
  const at = new Date(time(copy));
  when.dateTime = at.toISOString();
  when.textContent = at.toLocaleString(locale, { dateStyle: "long", timeStyle: "short" });
  made.querySelector("button").addEventListener("click", async () => {
    const worker = await navigator.serviceWorker.ready;
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = list;
    worker.active.postMessage({ forget: pathname }, [port2]);
  });
  return made;
}

function time(copy) {
  return Number(copy.headers.get("x-kept-at"));
}

/** What the page calls itself. It is never made into elements here, so it is only text. */
function headline(html) {
  const [, text = ""] = /<meta property="og:title" content="([^"]*)">/.exec(html) ?? [];
  const signs = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => signs[name]);
}
