// Shape: a formula, its derivative, and the plugin that computes both.

import { ask, latest } from "./server.js";
import { make, fillTable, figure } from "./controls.js";
import { catalogue, subjectEditor } from "./subjects.js";
import { chart, styleOf } from "./charts.js";
import { equation } from "./mathematics.js";
import { verdictView } from "./verdicts.js";

const element = (id) => document.getElementById(`shape-${id}`);

let state = { name: "mine", subject: { formula: "x * tanh(softplus(x))", parameters: {} } };
let editor;
let remember = () => {};
const curves = chart(element("curves"), { xLabel: "x", height: 240 });

function download(name, text) {
  const link = make("a", { download: name.split("/").at(-1), href: URL.createObjectURL(new Blob([text], { type: "text/plain" })) }, name);
  return make("li", {}, link);
}

const roles = { value: "The value", derivative: "The derivative" };

/** A function as it was typed and as it is computed, side by side. */
function comparison({ role, typed, chosen, typedError, typedWorst, chosenError, rules }) {
  const name = roles[role] ?? `The derivative by ${role.replace(/_partial$/, "")}`;
  const off = (error) => error === null ? "no number" : `${figure(error, 3)} ULP off`;
  const side = (title, text) => make("div", {}, make("h5", {}, title),
    make("pre", { class: "code scroll", tabindex: 0, role: "region", "aria-label": `${name}: ${title}` }, text));
  return make("div", {}, make("h4", {}, name),
    make("div", { class: "sides" },
      side(`as typed: ${off(typedError)} at worst${typedError === 0 ? "" : `, at x = ${figure(typedWorst)}`}`, typed),
      side(`as it is computed: ${off(chosenError)} at worst`, chosen)),
    rules.length ? make("p", { class: "hint" }, rules.join("; ")) : undefined);
}

const drawCurve = latest(async ({ subject }) => {
  try {
    const { x, curves: [curve] } = await ask("api/curves", { subjects: [subject], from: -6, to: 6, count: 400 });
    if (!curve.value) return;
    curves.show(x, [{ label: "value", style: styleOf(0), values: curve.value },
      { label: "derivative", style: styleOf(1), values: curve.derivative }]);
  } catch {
    // What is wrong with it is told by the analysis.
  }
});

let analysis = new AbortController();

/** Has the formula analysed; what was asked of the one before does not matter any more. */
async function analyse({ name, subject }) {
  analysis.abort();
  analysis = new AbortController();
  const { signal } = analysis;
  try {
    const reply = await ask("api/shape", { name, formula: subject.formula, parameters: subject.parameters }, { signal });
    if (signal.aborted) return;
    editor.show(undefined);
    element("mathematics").replaceChildren(equation("f", reply.formula),
      ...reply.derivatives.map((one) => equation(one.variable === "x" ? "f′" : `∂f/∂${one.variable}`, one.text)));
    fillTable(element("typed"), "In the language of formulas", ["", ""],
      [["f", reply.formula], ...reply.derivatives.map((one) => [`by ${one.variable}`, one.text]),
        ...["range", "monotonic", "symmetry"].filter((key) => reply[key]).map((key) => [key, reply[key]]),
        ...(reply.kinks.length ? [["kinks", reply.kinks.join(", ")]] : [])]);
    element("comparisons").replaceChildren(...reply.comparisons.map(comparison));
    element("source").textContent = reply.files[0].text;
    for (const link of element("files").querySelectorAll("a")) URL.revokeObjectURL(link.href);
    element("files").replaceChildren(...reply.files.map((file) => download(file.name, file.text)));
    const parameters = Object.entries(subject.parameters)
      .map(([key, value]) => ` --parameter "${key} = ${value} -- ${key}"`).join("");
    element("command").textContent = `hillock new ${name} --formula "${subject.formula}"${parameters}`;
  } catch (fault) {
    if (!signal.aborted) editor.show(fault);
  }
}

let pause;

function draw() {
  remember(state);
  clearTimeout(pause);
  if (state.subject.activation) {
    editor.show({ message: `${state.subject.activation} is a plugin already; type a formula` });
    return;
  }
  drawCurve(state);
  // Not for every letter of somebody who types.
  pause = setTimeout(() => analyse(state), 120);
}

const mostAppeared = 8;

/** Shows what has appeared in the directories since the page was opened, each with its verdict. */
export function showAppeared(entries) {
  const place = element("appeared");
  for (const entry of entries) {
    const key = `${entry.file} ${entry.name}`;
    [...place.children].find((one) => one.dataset.key === key)?.remove();
    const setting = encodeURIComponent(JSON.stringify({ subjects: [{ activation: entry.name, parameters: {} }] }));
    const box = make("article", { class: "lane", "data-key": key, "aria-label": entry.name },
      make("h4", {}, entry.name), make("p", { class: "summary" }, [entry.file, entry.summary].filter(Boolean).join(": ")),
      ...entry.status === "available"
        ? [make("p", {}, make("a", { href: `#see=${setting}` }, `See ${entry.name}`)), verdictView(entry.name)]
        : [make("p", { class: "error" }, entry.reason)]);
    place.prepend(box);
  }
  while (place.children.length > mostAppeared) place.lastChild.remove();
}

/** Shows the part, with what a link says; `remembers` is told what to put into the link. */
export function openShape(linked, remembers) {
  remember = remembers;
  if (typeof linked?.name === "string" && typeof linked?.subject?.formula === "string") {
    state = { name: linked.name, subject: { formula: linked.subject.formula, parameters: linked.subject.parameters ?? {} } };
  }
  editor = subjectEditor("Formula", state.subject, { changed: (next) => {
    state.subject = next;
    draw();
  } });
  element("subject").replaceChildren(editor);
  element("name").value = state.name;
  const { directories } = catalogue;
  element("directories").textContent = directories.length
    ? `A plugin that is built into ${directories.join(" or ")} appears here, and is examined.`
    : "No directory was named with --plugins; plugins that appear in the usual places are shown here.";
  draw();
}

element("name").addEventListener("change", () => {
  state.name = element("name").value.trim();
  draw();
});
