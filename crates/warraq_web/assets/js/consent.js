// Asks once whether a script of others may be loaded, and loads it after a yes. Until then, and
// without this file, nothing of theirs is asked for.
"use strict";

const KEY = "consent";
// A choice is asked for again after a year, and when it was about another script.
const YEAR = 365 * 24 * 3600 * 1000;

const layer = document.getElementById("consent");
const again = document.getElementById("consent-again");
if (layer) begin();

function begin() {
  const choice = chosen();
  if (choice === "yes") load();
  else if (choice === undefined) layer.hidden = false;
  for (const button of layer.querySelectorAll("button")) {
    button.addEventListener("click", () => choose(button.value));
  }
  if (!again) return;
  again.hidden = false;
  again.addEventListener("click", () => {
    layer.hidden = false;
    layer.querySelector("h2").focus();
  });
}

function chosen() {
  // Whoever has told the browser to refuse everywhere is not asked (Global Privacy Control).
  if (navigator.globalPrivacyControl) return "no";
  const [choice, at, about] = (stored() ?? "").split(" ");
  const isGood = about === layer.dataset.src && Date.now() - Number(at) < YEAR;
  return isGood && (choice === "yes" || choice === "no") ? choice : undefined;
}

function stored() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return undefined;
  }
}

function choose(choice) {
  const before = chosen();
  try {
    localStorage.setItem(KEY, `${choice} ${Date.now()} ${layer.dataset.src}`);
  } catch {
    // A browser that keeps nothing is asked again on the next page.
  }
  layer.hidden = true;
  (again ?? document.body).focus();
  // What has been loaded can only be left behind.
  if (before === "yes" && choice === "no") location.reload();
  if (before !== "yes" && choice === "yes") load();
}

function load() {
  const script = document.createElement("script");
  for (const [name, value] of JSON.parse(layer.dataset.attributes)) script.setAttribute(name, value);
  script.src = layer.dataset.src;
  script.async = true;
  document.head.append(script);
}
