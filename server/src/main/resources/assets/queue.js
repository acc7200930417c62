// Keeps what is ticked while the list is brought up to date, and counts it.
(() => {
  "use strict";
  const ticked = new Set();
  const boxes = () => document.querySelectorAll('#queue-list input[name="queueId"]');

  const show = () => {
    const count = document.getElementById("bulk-count");
    if (count) {
      count.textContent = ticked.size === 0 ? "" : `: ${ticked.size} ticked`;
    }
  };

  document.addEventListener("change", (event) => {
    if (event.target.name === "queueId") {
      if (event.target.checked) {
        ticked.add(event.target.value);
        document.getElementById("bulk-many").open = true;
      } else {
        ticked.delete(event.target.value);
      }
      show();
    }
  });

  // What is no longer shown is no longer ticked: nobody decides what he does not see.
  document.addEventListener("htmx:afterSettle", (event) => {
    // Whoever has opened something reads on there; what comes by itself leaves the focus alone.
    if (event.detail.target && event.detail.target.id === "entry") {
      document.getElementById("entry-title")?.focus();
    }
    const shown = new Set();
    boxes().forEach((box) => {
      shown.add(box.value);
      box.checked = ticked.has(box.value);
    });
    ticked.forEach((id) => shown.has(id) || ticked.delete(id));
    show();
  });

  // What the browser had kept from before.
  boxes().forEach((box) => {
    if (box.checked) {
      ticked.add(box.value);
    }
  });
  show();
})();
