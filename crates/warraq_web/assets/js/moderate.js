// Keys for whoever reads many comments. Each presses a button that is there for everybody.

const comments = [...document.querySelectorAll(".cm")];
let here = -1;

function go(to) {
  if (!comments.length) return;
  here = Math.max(0, Math.min(comments.length - 1, to));
  comments[here].focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("textarea, select, input:not([type=checkbox])")) return;
  if (event.key === "?" || event.key === "؟") {
    document.querySelector("#keys").open ^= true;
    return;
  }
  // The place of the key, not its letter: an Arabic keyboard has others there.
  const key = event.code.replace("Key", "");
  if (key === "J" || key === "K") {
    go(here + (key === "J" ? 1 : -1));
  } else if (key === "U") {
    document.querySelector("[data-key=U]").click();
  } else if (key === "X" && here >= 0) {
    comments[here].querySelector("[name=id]").click();
  } else if (here >= 0) {
    comments[here].querySelector(`[data-key="${CSS.escape(key)}"]`)?.click();
  }
});

for (const [n, comment] of comments.entries()) {
  comment.addEventListener("focusin", () => (here = n));
}
// After a decision the next comment stands where the last one stood.
if (document.querySelector(".note")) go(0);
