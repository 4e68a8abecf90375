// Plays films of other sites in the article. Nothing is asked of them before a reader presses one;
// without this file the card leads to the film's page.
"use strict";

document.addEventListener("click", (event) => {
  const pressed = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  const link = event.target.closest(".embed[data-embed] a[href]");
  const player = pressed && link && playerOf(new URL(link.href));
  if (!player) return;
  event.preventDefault();
  const frame = document.createElement("iframe");
  frame.title = link.textContent;
  frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  frame.sandbox.add("allow-scripts", "allow-same-origin", "allow-popups", "allow-presentation");
  frame.src = player;
  const card = link.closest(".embed");
  card.querySelector("iframe")?.remove();
  card.prepend(frame);
  frame.focus();
});

// The same addresses as those that the policy of the page lets in (respond.rs).
function playerOf({ hostname, pathname, searchParams }) {
  const host = hostname.replace(/^(www|m)\./, "");
  const last = pathname.split("/").filter(Boolean).at(-1) ?? "";
  const name = host === "youtube.com" && pathname === "/watch" ? searchParams.get("v") : last;
  if (!/^[\w-]{3,20}$/.test(name ?? "")) return null;
  if (host === "youtu.be" || (host === "youtube.com" && /^\/(watch|shorts\/|live\/)/.test(pathname))) {
    return `https://www.youtube-nocookie.com/embed/${name}?autoplay=1`;
  }
  if (host === "vimeo.com" && /^\d+$/.test(name)) {
    return `https://player.vimeo.com/video/${name}?autoplay=1&dnt=1`;
  }
  if (host === "dailymotion.com" && pathname.startsWith("/video/")) {
    return `https://www.dailymotion.com/embed/video/${name}?autoplay=1`;
  }
  return null;
}
