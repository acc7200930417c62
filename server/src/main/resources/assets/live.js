// Listens to what the server says has changed, and tells htmx: an element with hx-trigger="live-queue from:body" asks
// again for its part when the queue has changed. Nothing but names comes over the stream.
(() => {
  "use strict";
  // htmx notes where it is, for a history that we do not let it keep: nothing stays in the browser.
  sessionStorage.removeItem("htmx-current-path-for-history");
  const address = document.body.dataset.live;
  const sign = document.getElementById("live");
  if (!address || !sign) {
    return;
  }
  const names = ["queue", "stock", "menu"];
  // What nothing tells of is asked for now and then, while somebody looks: every so many milliseconds.
  const clocks = { tick: 20000, minute: 60000 };
  let source = null;
  let hasBegun = false;
  let retry = 0;

  const show = (isLive) => {
    const text = isLive ? "Live" : "Not live: connecting again";
    sign.classList.toggle("off", !isLive);
    if (sign.textContent !== text) {
      sign.textContent = text;
    }
  };

  const tell = (name) => htmx.trigger(document.body, `live-${name}`);

  Object.entries(clocks).forEach(([name, period]) => window.setInterval(() => document.hidden || tell(name), period));

  const connect = () => {
    source = new EventSource(address);
    source.addEventListener("begun", () => {
      show(true);
      // What happened while nobody listened is asked for at once.
      if (hasBegun) {
        names.forEach(tell);
      }
      hasBegun = true;
    });
    names.forEach((name) => source.addEventListener(name, () => tell(name)));
    // Over, or not what it was: whoever may still see the page gets it, others are led to the sign-in.
    source.addEventListener("ended", () => {
      close();
      location.reload();
    });
    source.addEventListener("error", () => {
      show(false);
      if (source && source.readyState === EventSource.CLOSED) {
        close();
        retry = window.setTimeout(connect, 5000);
      }
    });
  };

  const close = () => {
    window.clearTimeout(retry);
    if (source) {
      source.close();
      source = null;
    }
  };

  // A browser keeps few connections to one host: a page that nobody looks at leaves its own to the others.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      close();
    } else if (!source) {
      window.clearTimeout(retry);
      connect();
      Object.keys(clocks).forEach(tell);
    }
  });
  window.addEventListener("pagehide", close);
  connect();
})();
