// Says so when something that was sent got no answer: whether it was done is not known. Parts that ask again by themselves
// say nothing, the live sign does.
(() => {
  "use strict";
  const words = "The server did not answer. Whether it was done is not known: look, or send it again.";
  const isDeed = (event) => event.detail.requestConfig?.verb === "post";
  const forget = () => document.getElementById("unanswered")?.remove();

  const say = (event) => {
    const messages = document.getElementById("messages");
    if (!messages || !isDeed(event)) {
      return;
    }
    const errors = document.createElement("div");
    errors.id = "unanswered";
    errors.className = "errors";
    errors.setAttribute("role", "alert");
    const text = document.createElement("p");
    text.textContent = words;
    errors.append(text);
    messages.replaceChildren(errors);
    errors.scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("htmx:sendError", say);
  document.addEventListener("htmx:timeout", say);
  document.addEventListener("htmx:beforeRequest", (event) => isDeed(event) && forget());
})();
