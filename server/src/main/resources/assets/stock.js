// What htmx leaves to others on the stock pages.
document.addEventListener("htmx:afterSettle", (event) => {
  // The address says what is shown in the list, so that it can be reloaded, kept and gone back to.
  const list = document.getElementById("stock-list");
  if (list) {
    history.replaceState(history.state, "", list.getAttribute("hx-get"));
  }
  // Whoever has sent a form goes on in it, and not at the top of the page.
  event.detail.elt.querySelector("[data-focus]")?.focus();
});
