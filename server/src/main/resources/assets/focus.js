// Puts the focus on what has just been opened or said: an element with data-focus in a part that htmx has brought. The
// attribute autofocus would be for whole pages only, and Chromium complains of it in parts.
(() => {
  "use strict";
  document.addEventListener("htmx:load", ({ detail: { elt } }) => {
    const goal = elt.matches("[data-focus]") ? elt : elt.querySelector("[data-focus]");
    goal?.focus();
  });
})();
