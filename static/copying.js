/* Buttons that copy the text of another element. They are shown where there is a way to. */

"use strict";

{
  async function copied(element) {
    try {
      await navigator.clipboard.writeText(element.textContent.trim());
      return true;
    } catch {
      // There is no clipboard without https and in the browsers of some messengers, or it may not be used: a selection
      // can still be copied, if not by us then by the reader.
      getSelection().selectAllChildren(element);
      return document.execCommand("copy");
    }
  }

  for (const button of document.querySelectorAll("[data-copies]")) {
    const said = button.nextElementSibling;
    button.hidden = !navigator.clipboard && !document.queryCommandSupported("copy");
    button.addEventListener("click", async () => {
      said.textContent = ""; // the same words again are told again
      const done = await copied(document.getElementById(button.dataset.copies));
      said.textContent = done ? said.dataset.done : said.dataset.failed;
    });
  }
}
