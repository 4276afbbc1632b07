/* A page's image, to zoom and pan. The viewer is fetched when it is asked for, not before: it weighs more than the page. */

"use strict";

for (const figure of document.querySelectorAll("[data-viewer]")) {
  const picture = figure.querySelector("img");
  const place = figure.querySelector(".viewer");
  const said = figure.querySelector("[role=status]");
  const buttons = Object.fromEntries([...figure.querySelectorAll("[data-zoom]")].map((each) => [each.dataset.zoom, each]));
  let viewer = null;

  function fetched() {
    return new Promise((resolve, reject) => {
      if (window.OpenSeadragon) return resolve();
      // It writes a sheet of its own into the page, which our policy forbids, unless it finds one with this mark: here is
      // one by name only, of no language that a browser would read as a sheet.
      const sheet = document.createElementNS("none", "style");
      sheet.setAttribute("data-openseadragon-mobile-css", "true");
      document.head.append(sheet);
      const script = document.createElement("script");
      script.src = figure.dataset.viewer;
      script.onload = resolve;
      script.onerror = () => {
        script.remove();
        reject();
      };
      document.head.append(script);
    });
  }

  function show(open) {
    place.hidden = !open;
    picture.parentElement.hidden = open;
    for (const [name, button] of Object.entries(buttons)) button.hidden = (name === "open") === open;
  }

  async function open() {
    said.textContent = "";
    try {
      await fetched();
    } catch {
      said.textContent = said.dataset.failed;
      return;
    }
    if (viewer) return;
    show(true);
    const [width, height] = picture.dataset.whole.split(" ").map(Number);
    const [smallWidth, smallHeight] = ["width", "height"].map((name) => Number(picture.getAttribute(name)));
    viewer = OpenSeadragon({
      element: place,
      drawer: "canvas",
      showNavigationControl: false,
      maxZoomPixelRatio: 2,
      gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true },
      tileSources: {
        type: "legacy-image-pyramid",
        levels: [
          { url: picture.src, width: smallWidth, height: smallHeight },
          { url: picture.parentElement.href, width, height },
        ],
      },
    });
    viewer.canvas.setAttribute("role", "img");
    viewer.canvas.setAttribute("aria-label", picture.alt);
    viewer.canvas.focus();
  }

  function close() {
    viewer.destroy();
    viewer = null;
    show(false);
    buttons.open.focus();
  }

  const by = (factor) => () => viewer.viewport.zoomBy(factor).applyConstraints();
  buttons.open.addEventListener("click", open);
  buttons.in.addEventListener("click", by(1.5));
  buttons.out.addEventListener("click", by(1 / 1.5));
  buttons.whole.addEventListener("click", () => viewer.viewport.goHome());
  buttons.close.addEventListener("click", close);
  figure.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && viewer) close();
  });
  buttons.open.hidden = false;
}
