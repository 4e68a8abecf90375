// Before the first paint: what this reader chose, and what this browser can do beyond reading.
"use strict";

function dress() {
  const root = document.documentElement;
  let theme, size;
  const can = [navigator.serviceWorker && "keep", navigator.share && "share", navigator.clipboard && "copy"];
  try {
    theme = localStorage.getItem("warraq-theme");
    size = localStorage.getItem("warraq-size");
    can.push("choose");
  } catch {
    // A browser that stores nothing shows the usual page.
  }
  root.dataset.theme = theme === "light" || theme === "dark" ? theme : "auto";
  root.dataset.size = ["s", "l", "xl"].includes(size) ? size : "m";
  root.dataset.can = can.filter(Boolean).join(" ");
  const chosen = root.dataset.theme;
  document.querySelectorAll("meta[name=theme-color]").forEach((meta, at) => {
    const scheme = ["light", "dark"][at];
    meta.media = chosen === "auto" ? `(prefers-color-scheme: ${scheme})` : chosen === scheme ? "all" : "not all";
  });
}

dress();
