// A run as one HTML page that needs nothing else: pictures, numbers, and how to do it again.

import { make, fillTable } from "./controls.js";

/** The page's own style sheets. */
export async function pageStyles() {
  const sheets = await Promise.all(["uPlot.min.css", "style.css"]
    .map(async (name) => (await fetch(name)).text()));
  // What are canvases here are pictures there.
  return sheets.join("\n").replaceAll("canvas", "img");
}

/** A copy of `element`, in which canvases have become pictures and links have become text. */
function frozen(element) {
  const copy = element.cloneNode(true);
  const canvases = element.querySelectorAll("canvas");
  copy.querySelectorAll("canvas").forEach((canvas, index) => canvas.replaceWith(make("img", {
    src: canvases[index].toDataURL(), alt: canvas.getAttribute("aria-label") ?? "",
    style: canvas.getAttribute("style") ?? undefined })));
  copy.querySelectorAll("a").forEach((link) => link.parentElement.remove());
  copy.querySelectorAll("[id]").forEach((one) => one.removeAttribute("id"));
  copy.removeAttribute("id");
  return copy;
}

/** The colours as they are now: the pictures have them too. */
function colors() {
  const style = getComputedStyle(document.documentElement);
  const names = ["ground", "raised", "line", "text", "quiet", "accent", "accent-text", "error",
    ...Array.from({ length: 8 }, (_, index) => `c${index}`)];
  return names.map((name) => `--${name}: ${style.getPropertyValue(`--${name}`)};`).join(" ");
}

function curveTable({ title, curve }) {
  const table = make("table");
  fillTable(table, title, ["epoch", "loss", "right, of the test"],
    curve.epochs.map((epoch, index) => [epoch, curve.losses[index], curve.accuracies[index]]));
  return make("details", {}, make("summary", {}, `${title}, as a table`), table);
}

/**
 * The page's text. `lanes` and `commands` are elements that are shown, `charts` pairs of a title and one;
 * `curves` has the title and the curve of each network.
 */
export function reportPage({ styles, setting, lanes, charts, commands, curves }) {
  const { data, ...rest } = setting;
  const shown = JSON.stringify({ data: { ...data, text: undefined }, ...rest }, undefined, 1);
  const root = make("html", { lang: "en" },
    make("head", {}, make("meta", { charset: "utf-8" }),
      make("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
      make("title", {}, "What was learned"),
      make("style", {}, `${styles}\nhtml { ${colors()} }`)),
    make("body", {}, make("main", {}, make("h1", {}, "What was learned"),
      frozen(lanes), ...charts.flatMap(([title, chart]) => [make("h2", {}, title), frozen(chart)]),
      ...curves.map(curveTable),
      make("h2", {}, "How to do it again"), frozen(commands),
      make("details", {}, make("summary", {}, "The setting"), make("pre", {}, shown)))));
  return `<!doctype html>\n${root.outerHTML}`;
}
