/* What is typed into a form of the admin is not lost: whoever leaves before it is saved is asked, and it is kept in this
   tab until the server says that it was saved, through a log-out too. What is kept is offered when the form is opened
   again: it is sent to the server, tokens and all, which shows it again, beside what was changed meanwhile, unsaved. */

"use strict";

{
  const { editor, desk } = document.currentScript.dataset;
  const box = document.getElementById("unsaved"); // where what was kept is offered: on pages with such a form
  const form = box && document.querySelector("#content-main > form[id$=_form]");
  const place = (path) => `unsaved ${editor} ${path}`;
  const here = place(location.pathname);
  const PAUSE = 300; // ms between the last key and keeping

  /* The fields with words in them, as a browser would send them. Files and passwords are never kept. */
  function words() {
    const secret = new Set([...form.querySelectorAll("[type=password]"), ...form.querySelectorAll("[type=file]")].map((each) => each.name));
    secret.add("csrfmiddlewaretoken").add("_restore");
    return [...new FormData(form)].filter(([name]) => !secret.has(name));
  }

  /* Whether they say the same: tokens aside, of which a form that comes back has new ones. */
  function same(some, others) {
    const said = (fields) => JSON.stringify(fields.filter(([name]) => !/(^|-)seen$/.test(name)));
    return said(some) === said(others);
  }

  function kept() {
    try {
      return JSON.parse(sessionStorage.getItem(here));
    } catch {
      return null; // storage is switched off
    }
  }

  function keep(fields) {
    try {
      if (fields) sessionStorage.setItem(here, JSON.stringify(fields));
      else sessionStorage.removeItem(here);
    } catch {
      // It is full or switched off: the question on leaving still stands.
    }
  }

  /* The server names in a cookie the form that it has just saved. */
  function forgetSaved() {
    const said = document.cookie.match(/(?:^|; )saved_form=([^;]*)/);
    if (!said) return;
    document.cookie = `saved_form=; path=${desk}; max-age=0; samesite=lax`;
    try {
      sessionStorage.removeItem(place(decodeURIComponent(said[1])));
    } catch {
      // Nothing was kept.
    }
  }

  /* Sends the words again, to be shown, not saved. */
  function restore(fields) {
    const again = document.createElement("form");
    again.method = "post";
    again.hidden = true;
    const sent = form.querySelector("[name=csrfmiddlewaretoken]").value;
    for (const [name, value] of [...fields, ["csrfmiddlewaretoken", sent], ["_restore", "1"]]) {
      const field = document.createElement("textarea"); // the one field that keeps the ends of lines
      field.name = name;
      field.value = value;
      again.append(field);
    }
    document.body.append(again);
    again.submit();
  }

  function watch() {
    form.autocomplete = "off"; // the browser itself would fill them in for whoever goes back to the page
    const returned = "returned" in box.dataset; // it came back from the server and is still unsaved
    const shown = words();
    const files = form.querySelectorAll("[type=file]");
    let leaves = false; // by our own buttons
    let waiting;

    function isUnsaved() {
      return returned || !same(words(), shown) || [...files].some((file) => file.value);
    }

    function keepWords() {
      clearTimeout(waiting);
      if (box.hidden) keep(isUnsaved() ? words() : null); // else what was kept before waits for its answer
    }

    function typed() {
      clearTimeout(waiting);
      waiting = setTimeout(keepWords, PAUSE);
    }

    const before = kept();
    if (returned) keepWords();
    else box.hidden = before === null || same(before, shown);
    box.querySelector("[name=discard]").addEventListener("click", () => {
      box.hidden = true;
      keepWords();
    });
    box.querySelector("[name=restore]").addEventListener("click", () => {
      leaves = true;
      restore(before);
    });
    for (const event of ["input", "change", "formset:added", "formset:removed"]) document.addEventListener(event, typed);
    form.addEventListener("submit", () => {
      leaves = true;
      box.hidden = true;
      keepWords();
    });
    document.querySelector("form.standing")?.addEventListener("submit", () => {
      if (!box.hidden) return; // what was kept before waits, and these words would be lost: the browser asks
      leaves = true;
      keepWords(); // it leads back to this page, where they are offered
    });
    addEventListener("pageshow", () => {
      leaves = false; // whoever came back
    });
    addEventListener("beforeunload", (event) => {
      if (leaves || !isUnsaved()) return;
      keepWords();
      event.preventDefault();
    });
  }

  forgetSaved();
  if (form) watch();
}
