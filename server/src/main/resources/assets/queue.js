// Keeps what is ticked while the list is brought up to date, and counts it.
(() => {
  "use strict";
  const ticked = new Set();
  const titles = { entry: "entry-title", "bulk-run": "bulk-title" };
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
    const title = titles[event.detail.target?.id];
    if (title) {
      document.getElementById(title)?.focus();
    }
    const shown = new Set();
    boxes().forEach((box) => {
      shown.add(box.value);
      box.checked = ticked.has(box.value);
    });
    ticked.forEach((id) => shown.has(id) || ticked.delete(id));
    show();
  });

  // One after the other: another run would take the place of the one that is under way.
  document.addEventListener("htmx:beforeRequest", (event) => {
    const running = document.getElementById("bulk-go-on");
    if (event.detail.target?.id === "bulk-run" && running) {
      event.preventDefault();
      running.focus();
    }
  });

  const stop = (reason) => (event) => {
    const form = event.detail.elt;
    const words = form.id === "bulk-progress" && form.querySelector("#bulk-stopped");
    if (words) {
      const bar = form.querySelector("progress");
      words.textContent = `Stopped after ${bar.value} of ${bar.max}: ${reason()} What is left still waits: go on, or decide it later.`;
      words.hidden = false;
    }
  };
  const silence = stop(() => "the server did not answer.");
  document.addEventListener("htmx:sendError", silence);
  document.addEventListener("htmx:timeout", silence);
  document.addEventListener("htmx:responseError", stop(() => document.getElementById("messages").textContent.trim()));

  // What the browser had kept from before.
  boxes().forEach((box) => {
    if (box.checked) {
      ticked.add(box.value);
    }
  });
  show();
})();
