// See: values, derivatives and errors of activations, as near as one likes.

import { ask, latest } from "./server.js";
import { make, fillTable, figure } from "./controls.js";
import { catalogue, subjectEditor, nameOf } from "./subjects.js";
import { chart, styleOf } from "./charts.js";
import { verdictView } from "./verdicts.js";

const most = 6;
const element = (id) => document.getElementById(`see-${id}`);

let state = { subjects: [{ activation: "gelu", parameters: {} }], from: -6, to: 6, precision: "float64" };
let editors = [];
let remember = () => {};

const curves = chart(element("curves"), {
  xLabel: "x", zoomed: (from, to) => setRange(from, to), zoomedOut: () => setRange(-6, 6),
});
let isEverywhere = false;
const nearErrors = { xLabel: "x", yLabel: "ULP", height: 240, points: true, compressed: true,
  zoomed: (from, to) => setRange(from, to), zoomedOut: () => setRange(-6, 6) };
const errors = chart(element("errors"), nearErrors);

/** The least range: a few neighbours of the format. */
function leastWidth(middle) {
  const bits = state.precision === "float32" ? 23 : 52;
  const exponent = middle === 0 ? -126 : Math.max(Math.floor(Math.log2(Math.abs(middle))), -126);
  return 4 * 2 ** (exponent - bits);
}

function setRange(from, to) {
  if (!(from < to) || !Number.isFinite(to - from)) return;
  const least = leastWidth(Math.max(Math.abs(from), Math.abs(to)));
  if (to - from < least) {
    const middle = from + (to - from) / 2;
    [from, to] = [middle - least / 2, middle + least / 2];
  }
  Object.assign(state, { from, to });
  element("from").value = from;
  element("to").value = to;
  changed();
}

function zoom(how) {
  const width = state.to - state.from;
  const middle = state.from + width / 2;
  if (how === "in") setRange(middle - width / 4, middle + width / 4);
  if (how === "out") setRange(middle - width, middle + width);
  if (how === "left") setRange(state.from - width / 4, state.to - width / 4);
  if (how === "right") setRange(state.from + width / 4, state.to + width / 4);
  if (how === "reset") setRange(-6, 6);
}

/** The curves that are to be drawn, of what the server answered. */
function seriesOf(reply) {
  const isDifference = element("difference").checked && state.subjects.length > 1;
  const series = [];
  for (const [kind, isShown] of [["value", element("value").checked], ["derivative", element("derivative").checked]]) {
    if (!isShown) continue;
    const first = reply.curves[0][kind];
    reply.curves.forEach((curve, index) => {
      if (!curve[kind] || (isDifference && (index === 0 || !first))) return;
      const place = kind === "value" ? index : index + state.subjects.length;
      series.push({
        label: `${kind} of ${nameOf(state.subjects[index])}${isDifference ? " less the first" : ""}`,
        style: styleOf(place),
        showsPoints: reply.x.length < 60,
        values: isDifference ? curve[kind].map((value, at) => value === null || first[at] === null ? null : value - first[at]) : curve[kind],
      });
    });
  }
  return series;
}

const drawCurves = latest(async () => {
  const { subjects, from, to, precision } = state;
  try {
    const width = element("curves").clientWidth;
    const reply = await ask("api/curves", { subjects, from, to, precision, count: Math.min(Math.max(300, Math.round(width)), 1600) });
    if (reply.curves.length !== state.subjects.length) return;
    reply.curves.forEach((curve, index) => editors[index]?.show(
      curve.failure ? { message: curve.failure, caret: curve.caret, unknownName: curve.unknownName }
        : curve.isCut ? { message: "this formula takes too long; only a part is drawn" } : undefined));
    const series = seriesOf(reply);
    curves.show(reply.x, series);
    const every = Math.max(1, Math.floor(reply.x.length / 40));
    fillTable(element("table"), `${reply.x.length} points; every ${every === 1 ? "one" : `${every}th`} is shown`,
      ["x", ...series.map((one) => one.label)],
      reply.x.flatMap((x, at) => at % every ? [] : [[x, ...series.map((one) => one.values[at])]]));
    element("curves").setAttribute("aria-label",
      `Curves of ${subjects.map(nameOf).join(", ")} from ${figure(from)} to ${figure(to)}`);
  } catch (fault) {
    editors[0]?.show(fault);
  }
});

const drawErrors = latest(async () => {
  const subject = state.subjects[0];
  const remark = element("error-remark");
  element("error-name").textContent = `of ${nameOf(subject)}, in units of the last place`;
  try {
    const range = isEverywhere ? {} : { from: state.from, to: state.to };
    const reply = await ask("api/errors", { subject, ...range, count: 300 });
    const infinite = reply.forms.reduce((sum, form) => sum + form.ulp.filter((ulp) => ulp === null).length, 0);
    remark.textContent = [reply.remark, reply.isCut ? "The formula takes too long; only a part is shown." : "",
      infinite ? `${infinite} results are no number, or infinite where they should not be.` : ""]
      .filter(Boolean).join(" ");
    showErrors(reply.forms);
  } catch (fault) {
    remark.textContent = fault.message;
    showErrors([]);
  }
});

/** The forms' own inputs, merged into one axis. */
function showErrors(forms) {
  const key = isEverywhere ? "place" : "x";
  const places = [...new Set(forms.flatMap((form) => form[key]))].sort((one, other) => one - other);
  const at = new Map(places.map((place, index) => [place, index]));
  const series = forms.map((form, index) => {
    const values = new Array(places.length).fill(null);
    form[key].forEach((place, number) => { values[at.get(place)] = form.ulp[number]; });
    return { label: `${form.name}, ${form.precision}`, style: { ...styleOf(index), dash: [] }, values };
  });
  for (const promised of new Set(forms.map((form) => form.promised).filter((value) => value !== undefined && value !== null))) {
    series.push({ label: `promised: ${promised}`, isLine: true, style: { ...styleOf(7), dash: [4, 4] },
      values: places.map(() => promised) });
  }
  errors.show(places, series);
  element("errors").setAttribute("aria-label", "Errors; the worst are in the table below");
  fillTable(element("worst"), forms.length ? "Worst inputs of each form" : "",
    forms.length ? ["form", "x", "x, exactly", "result", "true, rounded", "ULP"] : [],
    forms.flatMap((form) => form.worst.slice(0, 3).map((one) =>
      [`${form.name}, ${form.precision}`, one.x, one.hex, one.got, one.truth, one.ulp === null ? "infinite" : Number(one.ulp.toPrecision(4))])));
}

/** What an activation says of itself. */
function factsOf(entry) {
  return [["formula", entry.formula], ["range", entry.range], ["monotonic", entry.monotonic],
    ["symmetry", entry.symmetry], ["kinks", entry.kinks], ["other names", entry.aliases.join(", ")],
    ["version", entry.version], ["file", entry.file]].filter(([, text]) => text);
}

const farthest = 3.4e38;

/** Where a subject comes to on either side, at the largest float32. */
async function tailsOf(subject) {
  const { x, curves: [curve] } = await ask("api/curves", { subjects: [subject], from: -farthest, to: farthest, count: 2 });
  return !curve.value ? [] : [["far left", 0], ["far right", x.length - 1]].map(([side, at]) =>
    [`${side}, x = ${figure(x[at])}`, `${figure(curve.value[at])}${curve.derivative ? `, slope ${figure(curve.derivative[at])}` : ""}`]);
}

let tailsWait;

/** What is known of the activations that are shown. */
function describe() {
  const fills = [];
  element("about").replaceChildren(...state.subjects.map((subject) => {
    const entry = catalogue.byName.get(subject.activation);
    const name = nameOf(subject);
    const table = make("table");
    const fill = (tails) => fillTable(table,
      entry ? `What ${entry.name} says of itself, and what the name means elsewhere` : "What is seen of the formula", ["", ""],
      [...entry ? factsOf(entry) : [], ...tails, ...(entry?.notes ?? []).map((note) => [note.peer || "note", note.text])]);
    fill([]);
    fills.push(() => tailsOf(subject).then(fill).catch(() => {}));
    const examine = entry && make("button", { type: "button", onclick: () => {
      examine.replaceWith(verdictView(entry.name));
    } }, `Examine ${entry.name}`);
    return make("details", { open: state.subjects.length === 1 }, make("summary", {}, name), examine,
      make("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": `About ${name}` }, table));
  }));
  // Once the curves are there, and nobody types.
  clearTimeout(tailsWait);
  tailsWait = setTimeout(() => fills.forEach((ask) => ask()), 200);
}

function changed() {
  remember(state);
  drawCurves();
  drawErrors();
}

function rebuild() {
  editors = state.subjects.map((subject, index) => {
    const mark = make("span", { class: "mark" });
    mark.style.background = styleOf(index).color;
    return subjectEditor(`Curve ${index + 1}`, subject, {
      mark,
      changed: (next) => {
        state.subjects[index] = next;
        describe();
        changed();
      },
      removed: state.subjects.length > 1 ? () => {
        state.subjects.splice(index, 1);
        rebuild();
        element("add").focus();
      } : undefined,
    });
  });
  element("subjects").replaceChildren(...editors);
  element("add").disabled = state.subjects.length >= most;
  describe();
  changed();
}

/** Shows the part, with what a link says; `remembers` is told what to put into the link. */
export function openSee(linked, remembers) {
  remember = remembers;
  if (linked?.subjects?.length) {
    state = { ...state, ...linked, subjects: linked.subjects.slice(0, most)
      .map((subject) => ({ ...subject, parameters: subject.parameters ?? {} })) };
  } else if (!catalogue.byName.has(state.subjects[0].activation) && state.subjects[0].activation) {
    const first = catalogue.byName.keys().next().value;
    state.subjects = [first ? { activation: first, parameters: {} } : { formula: "x * normal_cdf(x)", parameters: {} }];
  }
  element("from").value = state.from;
  element("to").value = state.to;
  element("precision").value = state.precision;
  rebuild();
}

/** Draws anew what may have changed with the plugins. */
export function refreshSee() {
  describe();
  changed();
}

element("add").addEventListener("click", () => {
  const names = [...catalogue.byName.keys()];
  const next = ["silu", "mish", "relu", "tanh", ...names].find((name) =>
    catalogue.byName.has(name) && !state.subjects.some((subject) => subject.activation === name));
  state.subjects.push(next ? { activation: next, parameters: {} } : { formula: "x * sigmoid(x)", parameters: {} });
  rebuild();
  element("subjects").lastElementChild.querySelector("input").select();
});
for (const end of ["from", "to"]) {
  element(end).addEventListener("change", () => setRange(Number(element("from").value), Number(element("to").value)));
}
element("precision").addEventListener("change", () => { state.precision = element("precision").value; changed(); });
for (const box of ["value", "derivative", "difference"]) element(box).addEventListener("change", () => drawCurves());
for (const button of document.querySelectorAll("[data-zoom]")) button.addEventListener("click", () => zoom(button.dataset.zoom));
for (const radio of document.querySelectorAll("[name=see-range]")) {
  radio.addEventListener("change", () => {
    isEverywhere = radio.value === "all" && radio.checked;
    nearErrors.zoomed = isEverywhere ? undefined : (from, to) => setRange(from, to);
    nearErrors.xLabel = isEverywhere ? "x among all numbers: -greatest, 0, greatest" : "x";
    nearErrors.xTick = isEverywhere ? (place) => numberAt(place) : undefined;
    errors.reset();
    drawErrors();
  });
}
element("curves").tabIndex = 0;
element("curves").setAttribute("role", "group");
element("errors").setAttribute("role", "group");
element("curves").addEventListener("keydown", (event) => {
  const how = { "+": "in", "-": "out", ArrowLeft: "left", ArrowRight: "right", 0: "reset" }[event.key];
  if (!how || event.target !== element("curves")) return;
  event.preventDefault();
  zoom(how);
});

/** The float32 at a place among all finite ones, from -1 to 1, roughly. */
function numberAt(place) {
  const bits = new DataView(new ArrayBuffer(4));
  bits.setUint32(0, Math.round(Math.min(Math.abs(place), 1) * 0x7f7fffff));
  const value = bits.getFloat32(0) * Math.sign(place);
  return value === 0 ? "0" : value.toExponential(0);
}
