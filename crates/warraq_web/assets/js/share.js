// What plain links cannot do: the clipboard, and the list of the device's own applications.

const short = document.querySelector("link[rel=shortlink]")?.href;
const headline = document.querySelector("h1")?.textContent.trim();

const ways = {
  copy: (button) => navigator.clipboard.writeText(short).then(() => say(button.dataset.said)),
  share: () => navigator.share({ title: headline, url: short }),
};

for (const button of document.querySelectorAll(".share button")) {
  // Whoever closes the device's list, or forbids the clipboard, has decided so.
  button.addEventListener("click", () => ways[button.dataset.only](button).catch(() => {}));
}

function say(words) {
  document.querySelector(".said").textContent = words;
}
