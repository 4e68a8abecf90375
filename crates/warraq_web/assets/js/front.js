// The front page is arranged by drag as well as by its buttons: the new order is sent as a form.
for (const list of document.querySelectorAll("[data-order]")) {
  const form = document.getElementById(list.dataset.order);
  let held = null;
  for (const line of list.querySelectorAll("[data-pick]")) {
    line.draggable = true;
    line.addEventListener("dragstart", (event) => {
      held = line;
      event.dataTransfer.effectAllowed = "move";
    });
    line.addEventListener("dragover", (event) => {
      if (!held || held === line) return;
      event.preventDefault();
      const box = line.getBoundingClientRect();
      const below = event.clientY > box.top + box.height / 2;
      list.insertBefore(held, below ? line.nextElementSibling : line);
    });
    line.addEventListener("drop", (event) => event.preventDefault());
    line.addEventListener("dragend", () => {
      for (const pick of list.querySelectorAll("[data-pick]")) {
        const field = document.createElement("input");
        field.type = "hidden";
        field.name = "pick";
        field.value = pick.dataset.pick;
        form.append(field);
      }
      form.submit();
    });
  }
}
