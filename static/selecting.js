/* Buttons that add what is selected on the page to a field, on a line of its own. */

"use strict";

{
  for (const button of document.querySelectorAll("[data-takes-selection]")) {
    const field = document.getElementById(button.dataset.takesSelection);
    let selected = "";
    document.addEventListener("selectionchange", () => {
      const words = String(getSelection()).trim();
      if (words && document.activeElement !== field) {
        selected = words;
      }
    });
    button.hidden = false;
    button.addEventListener("click", () => {
      if (selected) {
        field.value = [field.value.trim(), selected].filter(Boolean).join("\n");
        selected = "";
      }
      field.focus();
    });
  }
}
