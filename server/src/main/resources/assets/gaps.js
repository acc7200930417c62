// A click saves at once: while somebody points at the list or is in it with the keyboard, it stays as it is. What was put
// off is asked for when they have left.
(() => {
  "use strict";
  const list = () => document.getElementById("gaps");
  // A finger leaves its hover behind.
  const hovers = window.matchMedia("(hover: hover)");
  let isDue = false;

  const isInUse = (gaps) =>
    gaps.querySelector(".gap") && ((hovers.matches && gaps.matches(":hover")) || gaps.contains(document.activeElement));

  const keep = (event) => {
    const gaps = list();
    if (event.detail.elt === gaps && isInUse(gaps)) {
      event.preventDefault();
      isDue = true;
    }
  };
  document.addEventListener("htmx:beforeRequest", keep);
  document.addEventListener("htmx:beforeSwap", keep);

  const catchUp = () => {
    const gaps = list();
    if (isDue && gaps && !isInUse(gaps)) {
      isDue = false;
      htmx.trigger(gaps, "left");
    }
  };
  document.addEventListener("pointerover", catchUp);
  document.addEventListener("focusin", catchUp);
})();
