// The menu of narrow windows opens and closes without this. Escape closes it as well, and whoever
// goes through it by keyboard or by ear stays inside until then.

const menu = document.querySelector(".menu");
const opener = menu.querySelector("summary");
const outside = document.querySelectorAll(".skip, .top, .mhead > :not(.menu), .mast, .nav, main, .foot");

menu.addEventListener("toggle", () => {
  for (const part of outside) part.inert = menu.open;
});

function close() {
  menu.open = false;
  for (const part of outside) part.inert = false;
  opener.focus();
}

document.addEventListener("keydown", (event) => {
  if (!menu.open) return;
  if (event.key === "Escape") return close();
  if (event.key !== "Tab") return;
  const stops = [...menu.querySelectorAll("summary, a, input:checked")].filter(isShown);
  const at = stops.indexOf(document.activeElement);
  const edge = event.shiftKey ? 0 : stops.length - 1;
  if (at !== -1 && at !== edge) return;
  event.preventDefault();
  stops[stops.length - 1 - edge].focus();
});

function isShown(element) {
  return element.getClientRects().length > 0;
}

// Where the window grows wide there is no such menu.
matchMedia("(min-width: 60.01rem)").addEventListener("change", (wide) => {
  if (wide.matches && menu.open) close();
});
