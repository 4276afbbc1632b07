/* Suggestions under the search box: the combobox of the WAI-ARIA practices over the options that htmx brings.
   Without it the box is a plain search box, which is why its roles are given here and not in the template. */

"use strict";

{
  const box = document.querySelector("form.search [data-hx-get]");
  const list = document.getElementById("suggestions");
  let wanted = false; // an answer that comes now is still to be shown
  let chosen = null;

  function choose(option) {
    chosen?.setAttribute("aria-selected", "false");
    chosen = option;
    chosen?.setAttribute("aria-selected", "true");
    chosen?.scrollIntoView({ block: "nearest" });
    if (chosen) box.setAttribute("aria-activedescendant", chosen.id);
    else box.removeAttribute("aria-activedescendant");
  }

  function show(shown) {
    choose(null);
    list.hidden = !shown;
    box.setAttribute("aria-expanded", String(shown));
  }

  function close() {
    wanted = false;
    show(false);
  }

  function ask() {
    wanted = box.value.trim() !== "" && document.activeElement === box;
    if (wanted) box.dispatchEvent(new Event("typed"));
    else close();
  }

  /* From the box through the options and back to it. */
  function step(by) {
    const places = [null, ...list.children];
    choose(places[(places.indexOf(chosen) + by + places.length) % places.length]);
  }

  function press(event) {
    // 229: Safari ends a composition first and then tells of the key that ended it.
    if (event.isComposing || event.keyCode === 229) return;
    if (list.hidden) {
      if (event.key !== "ArrowDown") return;
      ask();
    } else if (event.key === "ArrowDown") step(1);
    else if (event.key === "ArrowUp") step(-1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen) chosen.click();
    else return;
    event.preventDefault();
  }

  if (box) {
    const roles = { role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" };
    for (const [name, value] of Object.entries(roles)) box.setAttribute(name, value);

    box.addEventListener("input", (event) => event.isComposing || ask());
    box.addEventListener("compositionstart", close);
    box.addEventListener("compositionend", ask);
    box.addEventListener("keydown", press);
    box.addEventListener("blur", close);
    box.form.addEventListener("submit", close);
    list.addEventListener("click", close);
    list.addEventListener("mousedown", (event) => event.preventDefault()); // or the box would lose the focus, and the list be gone

    box.addEventListener("htmx:configRequest", (event) => wanted || event.preventDefault());
    box.addEventListener("htmx:afterRequest", (event) => event.detail.successful || close());
    list.addEventListener("htmx:beforeSwap", (event) => {
      const late = !wanted || event.detail.requestConfig.parameters.q !== box.value;
      if (late) event.detail.shouldSwap = false;
    });
    list.addEventListener("htmx:afterSwap", () => show(list.children.length > 0));
  }
}
