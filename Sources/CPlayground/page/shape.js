// Shape: a formula, its derivative, and the plugin that computes both.

import { ask, latest } from "./server.js";
import { make, fillTable } from "./controls.js";
import { subjectEditor } from "./subjects.js";
import { chart, styleOf } from "./charts.js";
import { equation } from "./mathematics.js";

const element = (id) => document.getElementById(`shape-${id}`);

let state = { name: "mine", subject: { formula: "x * tanh(softplus(x))", parameters: {} } };
let editor;
let remember = () => {};
const curves = chart(element("curves"), { xLabel: "x", height: 240 });

function download(name, text) {
  const link = make("a", { download: name.split("/").at(-1), href: URL.createObjectURL(new Blob([text], { type: "text/plain" })) }, name);
  return make("li", {}, link);
}

const draw = latest(async () => {
  const { name, subject } = state;
  remember(state);
  if (subject.activation) {
    editor.show({ message: `${subject.activation} is a plugin already; type a formula` });
    return;
  }
  try {
    const message = { name, formula: subject.formula, parameters: subject.parameters };
    const [reply, drawn] = await Promise.all([ask("api/shape", message),
      ask("api/curves", { subjects: [subject], from: -6, to: 6, count: 400 })]);
    editor.show(undefined);
    const [curve] = drawn.curves;
    if (curve.value) {
      curves.show(drawn.x, [{ label: "value", style: styleOf(0), values: curve.value },
        { label: "derivative", style: styleOf(1), values: curve.derivative }]);
    }
    element("mathematics").replaceChildren(equation("f", reply.formula),
      ...reply.derivatives.map((one) => equation(one.variable === "x" ? "f′" : `∂f/∂${one.variable}`, one.text)));
    fillTable(element("typed"), "In the language of formulas", ["", ""],
      [["f", reply.formula], ...reply.derivatives.map((one) => [`by ${one.variable}`, one.text]),
        ...["range", "monotonic", "symmetry"].filter((key) => reply[key]).map((key) => [key, reply[key]]),
        ...(reply.kinks.length ? [["kinks", reply.kinks.join(", ")]] : [])]);
    element("source").textContent = reply.files[0].text;
    for (const link of element("files").querySelectorAll("a")) URL.revokeObjectURL(link.href);
    element("files").replaceChildren(...reply.files.map((file) => download(file.name, file.text)));
    const parameters = Object.entries(subject.parameters)
      .map(([key, value]) => ` --parameter "${key} = ${value} -- ${key}"`).join("");
    element("command").textContent = `hillock new ${name} --formula "${subject.formula}"${parameters}`;
  } catch (fault) {
    editor.show(fault);
  }
});

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
  draw();
}

element("name").addEventListener("change", () => {
  state.name = element("name").value.trim();
  draw();
});
