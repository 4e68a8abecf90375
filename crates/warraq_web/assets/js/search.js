// Suggestions below the search boxes, and the keys «/», arrows, Enter and Escape.
// Every page works without this file (WAI-ARIA Authoring Practices, combobox with a list).
const LETTERS = 2;
const PAUSE = 120;

for (const input of document.querySelectorAll("input[type=search]")) suggestFor(input);

document.addEventListener("keydown", (event) => {
  const writes = event.target.closest("input, textarea, select, [contenteditable]");
  // The same key gives «ظ» where the keyboard is an Arabic one.
  const asks = event.key === "/" || (event.code === "Slash" && event.key === "ظ");
  if (!asks || event.ctrlKey || event.metaKey || event.altKey || writes) return;
  const boxes = [...document.querySelectorAll("input[type=search]")];
  const box = boxes.find((box) => box.offsetParent !== null);
  event.preventDefault();
  // A narrow header has no box, but a link to the page that has one.
  if (!box) return document.querySelector(".mhead .ic").click();
  box.focus();
  box.select();
});

function suggestFor(input) {
  const list = document.createElement("ul");
  list.id = `${input.id}-suggestions`;
  list.className = "suggestions";
  list.role = "listbox";
  list.hidden = true;
  list.setAttribute("aria-label", input.labels?.[0]?.textContent ?? "");
  input.form.append(list);
  input.role = "combobox";
  input.autocomplete = "off";
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  let asked = null;
  let timer = 0;
  let chosen = -1;

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  input.addEventListener("blur", () => setTimeout(close, 150));
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) return;
      event.preventDefault();
      choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      list.children[chosen].firstChild.click();
    }
  });

  async function ask() {
    const text = input.value.trim();
    asked?.abort();
    if ([...text].length < LETTERS) return close();
    asked = new AbortController();
    try {
      const answer = await fetch(`/api/suggest?q=${encodeURIComponent(text)}`, { signal: asked.signal });
      if (answer.ok) show((await answer.json()).suggestions);
    } catch {
      // A newer question took its place, or the line is down: the form still works.
    }
  }

  function show(suggestions) {
    list.replaceChildren(...suggestions.map((suggestion, at) => {
      const item = document.createElement("li");
      item.id = `${list.id}-${at}`;
      item.role = "option";
      item.ariaSelected = "false";
      const link = document.createElement("a");
      link.href = suggestion.url;
      link.tabIndex = -1;
      const name = document.createElement("bdi");
      name.textContent = suggestion.text;
      const kind = document.createElement("span");
      kind.className = "meta";
      kind.textContent = suggestion.label;
      link.append(name, " ", kind);
      item.append(link);
      return item;
    }));
    list.hidden = suggestions.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    choose(-1);
  }

  function choose(at) {
    const count = list.children.length;
    chosen = at < -1 ? count - 1 : at >= count ? -1 : at;
    [...list.children].forEach((item, place) => (item.ariaSelected = String(place === chosen)));
    const item = list.children[chosen];
    if (item) {
      input.setAttribute("aria-activedescendant", item.id);
      item.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }

  function close() {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }
}
