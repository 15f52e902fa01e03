// Curves, drawn by uPlot.

/* global uPlot */

const dashes = [[], [8, 4], [2, 3], [10, 3, 2, 3], [5, 2], [1, 2], [12, 6], [3, 6]];

/** The colour and the dashes of curve `index`: either alone tells curves apart. */
export function styleOf(index) {
  const color = getComputedStyle(document.documentElement).getPropertyValue(`--c${index % 8}`).trim();
  return { color, dash: dashes[index % dashes.length] };
}

function paint(name) {
  return () => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** How many places a step has behind the point: 1 of 2.5, 2 of 0.25. */
function decimals(step) {
  let digits = Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
  while (digits <= 12 && Math.abs(step - Number(step.toFixed(digits))) > 1e-6 * step) digits += 1;
  return digits;
}

/** A number on an axis: as many digits as its neighbours need to differ. */
function ticks(_, values) {
  const step = values.length > 1 ? Math.abs(values[1] - values[0]) : 0;
  return values.map((value) => {
    if (value === null) return "";
    if (value === 0) return "0";
    if ((Math.abs(value) >= 1e5 || Math.abs(value) < 1e-4) && step >= Math.abs(value) / 1e3) {
      return value.toExponential(1).replace(/\.0e/, "e");
    }
    const digits = step > 0 ? decimals(step) : 3;
    return digits > 12 ? String(value) : value.toFixed(digits);
  });
}

function axis(label, more = {}) {
  return { stroke: paint("--text"), grid: { stroke: paint("--line"), width: 0.5 },
    ticks: { stroke: paint("--line"), width: 0.5 }, values: ticks, label, labelSize: label ? 22 : 0,
    font: "12px system-ui, sans-serif", labelFont: "12px system-ui, sans-serif", ...more };
}

/**
 * A chart in `place`.
 *
 * `options`: `xLabel`, `yLabel`; `height`; `zoomed(from, to)` for a stretch that was dragged over, and
 * `zoomedOut()`; `points` for marks instead of lines; `compressed` for a y axis that is linear near 0
 * and logarithmic far from it; `xTick(value)` for the text of marks on the x axis.
 */
export function chart(place, options) {
  let plot;
  let shown = "";

  function build(data, series) {
    plot?.destroy();
    const settings = {
      width: Math.max(place.clientWidth, 200), height: options.height ?? 320,
      legend: { live: true },
      scales: {
        x: { time: false },
        y: options.compressed ? { distr: 4, asinh: 1, range: (_, low, high) => [Math.min(0, low ?? 0), Math.max(1, high ?? 1) * 1.2] } : {},
      },
      axes: [
        axis(options.xLabel, options.xTick ? { values: (_, values) => values.map(options.xTick) } : {}),
        axis(options.yLabel, { size: 64, ...(options.compressed ? { values: (_, values) => values.map((value) => value === null ? "" : String(Number(value.toPrecision(2)))) } : {}) }),
      ],
      cursor: { drag: { x: Boolean(options.zoomed), y: false, setScale: false }, points: { size: 6 } },
      series: [{ label: options.xLabel, value: (_, value) => value === null ? "–" : String(value) },
        ...series.map((one) => ({
          label: one.label, stroke: one.style.color, width: 2, dash: one.style.dash, scale: "y",
          spanGaps: false, value: (_, value) => value === null || value === undefined ? "–" : String(Number(value.toPrecision(9))),
          ...(options.points && !one.isLine ? { paths: () => null, points: { show: true, size: 5, fill: one.style.color } } : { points: { show: one.showsPoints ?? false, size: 5 } }),
        }))],
      hooks: {
        setSelect: [(self) => {
          if (self.select.width < 4 || !options.zoomed) return;
          const [from, to] = [self.select.left, self.select.left + self.select.width]
            .map((left) => self.posToVal(left, "x"));
          self.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          options.zoomed(from, to);
        }],
      },
    };
    plot = new uPlot(settings, data, place);
    if (options.zoomedOut) plot.over.addEventListener("dblclick", options.zoomedOut);
  }

  const watcher = new ResizeObserver(() => {
    if (plot && place.clientWidth > 0 && Math.abs(place.clientWidth - plot.width) > 1) {
      plot.setSize({ width: place.clientWidth, height: options.height ?? 320 });
    }
  });
  watcher.observe(place);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { shown = ""; });

  return {
    /** Shows series `{ label, style, values, isLine, showsPoints }` over `x`, all of the same length. */
    show(x, series) {
      const data = [x, ...series.map((one) => one.values)];
      const key = JSON.stringify(series.map((one) => [one.label, one.style, one.isLine, one.showsPoints]));
      if (plot && key === shown) plot.setData(data);
      else build(data, series);
      shown = key;
    },
    /** Builds the chart anew at the next showing, as its options have changed. */
    reset() { shown = ""; },
  };
}
