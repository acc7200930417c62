// Draws the figures of a table that stands beside its canvas: whoever cannot see the picture reads the table.
//   <figure class="chart" data-chart="line"><canvas …></canvas><details><summary>Figures</summary><table>…</table></details></figure>
// The first column has the labels, each other one is a series; its heading may say data-colour="alarm" and data-chart="bar".
(() => {
  "use strict";
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const fallback = ["accent", "alarm", "warning", "soft"];

  const series = (table, kind) => {
    const heads = [...table.querySelectorAll("thead th")].slice(1);
    const rows = [...table.querySelectorAll("tbody tr")];
    return {
      labels: rows.map((row) => row.cells[0].textContent.trim()),
      datasets: heads.map((head, i) => {
        const ink = colour(head.dataset.colour || fallback[i % fallback.length]);
        return {
          type: head.dataset.chart,
          label: head.textContent.trim(),
          data: rows.map((row) => Number(row.cells[i + 1].dataset.value ?? row.cells[i + 1].textContent)),
          borderColor: ink,
          backgroundColor: ink,
          borderWidth: (head.dataset.chart || kind) === "bar" ? 0 : 2,
          pointRadius: rows.length > 40 ? 0 : 2,
          stepped: head.dataset.stepped === "true",
        };
      }),
    };
  };

  const draw = (figure) => {
    const canvas = figure.querySelector("canvas");
    const table = figure.querySelector("table");
    if (!canvas || !table) {
      return;
    }
    Chart.getChart(canvas)?.destroy();
    const stacked = figure.dataset.stacked === "true";
    const precision = figure.dataset.whole === "true" ? 0 : undefined;
    const axis = () => ({
      stacked,
      grid: { color: colour("grid") },
      ticks: { color: colour("soft"), maxRotation: 0, autoSkipPadding: 16, precision },
    });
    new Chart(canvas, {
      type: figure.dataset.chart || "line",
      data: series(table, figure.dataset.chart),
      options: {
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        interaction: { mode: "index", intersect: false },
        scales: { x: axis(), y: { ...axis(), beginAtZero: figure.dataset.zero !== "false" } },
        plugins: { legend: { labels: { color: colour("ink"), boxWidth: 12 } } },
      },
    });
  };

  const drawAll = (root) => {
    if (root.matches?.("figure.chart")) {
      draw(root);
    }
    root.querySelectorAll?.("figure.chart").forEach(draw);
  };

  // Whoever reads the figures goes on reading when there are new ones; what he has closed stays so until its
  // status is another. (Classes are htmx's to keep for a moment.)
  let known = [];
  document.addEventListener("htmx:beforeSwap", (event) => {
    known = [...event.detail.target.querySelectorAll("details[id]")].map(({ id, open, dataset }) => ({ id, open, status: dataset.status }));
  });
  document.addEventListener("htmx:afterSwap", () => {
    known.forEach(({ id, open, status }) => {
      const details = document.getElementById(id);
      if (details && (open || details.dataset.status === status)) {
        details.open = open;
      }
    });
    known = [];
  });

  document.addEventListener("htmx:load", (event) => drawAll(event.detail.elt));
  document.addEventListener("htmx:beforeCleanupElement", (event) => {
    if (event.detail.elt instanceof HTMLCanvasElement) {
      Chart.getChart(event.detail.elt)?.destroy();
    }
  });
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawAll(document));
})();
