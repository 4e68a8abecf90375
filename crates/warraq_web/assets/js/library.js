// In the library of the newsroom: files are dropped, their way is shown, and what matters in a picture is
// pointed at. Without this file the form sends them, and two numbers say the same.
"use strict";

const form = document.querySelector("[data-drop]");
if (form) {
  const chosen = form.querySelector("input[type=file]");
  const way = form.querySelector("progress");
  const said = form.querySelector(".said");
  for (const name of ["dragenter", "dragover"]) form.addEventListener(name, over);
  for (const name of ["dragleave", "drop"]) form.addEventListener(name, () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    chosen.files = event.dataTransfer.files;
    form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    sendEach([...chosen.files]);
  });

  function over(event) {
    event.preventDefault();
    form.classList.add("over");
  }

  // One after the other: what was refused does not stop the rest.
  async function sendEach(files) {
    const all = files.reduce((sum, file) => sum + file.size, 0) || 1;
    const refused = [];
    let sent = 0;
    let last = null;
    way.hidden = false;
    said.textContent = form.dataset.wait;
    for (const file of files) {
      const became = await send(file, (bytes) => (way.value = (100 * (sent + bytes)) / all));
      if (became?.id) last = became;
      else refused.push(`${file.name}: ${became?.problem ?? "!"}`);
      sent += file.size;
    }
    way.hidden = true;
    said.textContent = refused.join("\n");
    form.reset();
    if (refused.length) return;
    const done = last?.known ? "known" : "added";
    location.assign(files.length === 1 ? `/admin/media/${last.id}?done=${done}` : "/admin/media?done=added");
  }

  function send(file, tell) {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      const body = new FormData();
      body.append("file", file);
      request.open("POST", form.action);
      request.setRequestHeader("Accept", "application/json");
      request.responseType = "json";
      request.upload.addEventListener("progress", (event) => tell(event.loaded));
      request.addEventListener("loadend", () => resolve(request.response));
      request.send(body);
    });
  }
}

const focal = document.querySelector("[data-focal]");
const [across, down] = ["focus_x", "focus_y"].map((name) => document.querySelector(`[name=${name}]`));
if (focal && across && !across.readOnly) {
  const space = "http://www.w3.org/2000/svg";
  const mark = document.createElementNS(space, "svg");
  const ring = mark.appendChild(document.createElementNS(space, "circle"));
  ring.setAttribute("r", "16");
  mark.setAttribute("aria-hidden", "true");
  focal.append(mark);
  focal.classList.add("live");
  for (const field of [across, down]) field.addEventListener("input", show);
  focal.addEventListener("click", (event) => {
    const box = focal.getBoundingClientRect();
    across.value = hundredths(event.clientX - box.left, box.width);
    down.value = hundredths(event.clientY - box.top, box.height);
    show();
  });
  show();

  function hundredths(part, whole) {
    return (Math.min(1, Math.max(0, part / whole)) * 100).toFixed(1);
  }

  function show() {
    mark.toggleAttribute("hidden", across.value === "" || down.value === "");
    ring.setAttribute("cx", `${across.value || 50}%`);
    ring.setAttribute("cy", `${down.value || 50}%`);
  }
}
