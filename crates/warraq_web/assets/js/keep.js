// Reading without a line. The worker keeps pages; this starts it, and asks it to save an article.

const worker = navigator.serviceWorker;
const here = location.pathname.replace(/%[0-9a-f]{2}/gi, (code) => code.toLowerCase());

let started;

if (worker) {
  // Whoever saves data gets the worker with the first article that they save, not before.
  const isWanted = !navigator.connection?.saveData || worker.controller;
  if (isWanted) addEventListener("load", () => start().catch(() => {}));
  for (const button of document.querySelectorAll(".keep button")) offer(button);
}

function offer(button) {
  const row = button.closest(".keep");
  const mark = (isKept) => row.toggleAttribute("data-kept", isKept);
  caches.open("saved").then((shelf) => shelf.match(here)).then((copy) => mark(Boolean(copy)), () => {});

  button.addEventListener("click", async () => {
    const isKept = row.hasAttribute("data-kept");
    button.disabled = true;
    const outcome = await ask(isKept ? { forget: here } : { save: here, pictures: leads() }).catch(() => "failed");
    button.disabled = false;
    mark(outcome === "done" ? !isKept : isKept);
    row.querySelector("[role=status]").textContent = row.dataset[isKept && outcome === "done" ? "gone" : outcome];
  });
}

/** The lead picture in the size that this window shows. */
function leads() {
  return [...document.querySelectorAll(".hero img")].map((image) => image.currentSrc).filter(Boolean);
}

async function ask(question) {
  const active = await start();
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data);
    active.postMessage(question, [port2]);
  });
}

/** The worker, started once. */
function start() {
  return (started ??= begin());
}

async function begin() {
  const wasAlone = !worker.controller;
  // The one script address that this paper ever makes.
  const policy = globalThis.trustedTypes?.createPolicy("worker", { createScriptURL: () => "/sw.js" });
  await worker.register(policy ? policy.createScriptURL("") : "/sw.js", { updateViaCache: "none" });
  const { active } = await worker.ready;
  // This page was on the screen before there was anyone to keep it.
  if (wasAlone && !location.search) active.postMessage({ read: here });
  return active;
}
