// The reader's choice of theme and text size: kept in this browser, the same in all its tabs.

const KEPT = { theme: "warraq-theme", size: "warraq-size" };
const USUAL = { theme: "auto", size: "m" };
const boxes = [...document.querySelectorAll(".prefs input")];

const nameOf = (box) => box.name.split("-")[0];

function show() {
  dress();
  for (const box of boxes) box.checked = document.documentElement.dataset[nameOf(box)] === box.value;
}

for (const box of boxes) {
  box.addEventListener("change", () => {
    const name = nameOf(box);
    try {
      if (box.value === USUAL[name]) localStorage.removeItem(KEPT[name]);
      else localStorage.setItem(KEPT[name], box.value);
    } catch {
      // Nothing can be kept: the page stays as it is.
    }
    show();
  });
}

addEventListener("storage", show);
// A page that comes back from the browser's memory has not seen what was chosen since.
addEventListener("pageshow", show);
