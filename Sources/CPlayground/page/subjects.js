// The activations that there are, and the place where one is chosen: by name, or as a formula.

import { ask } from "./server.js";
import { make, freshID, figure } from "./controls.js";

/** What the server offers, by name; and of every file what it is, by its place in the list. */
export const catalogue = { version: 0, byName: new Map(), directories: [], files: undefined };

const list = make("datalist", { id: "activation-names" });

/**
 * Reads the server's list of activations; returns the entries that were not there before, or were others,
 * and nothing where the list is the one that is known.
 */
export async function readCatalogue() {
  const reply = await ask(`api/activations?since=${catalogue.version}`);
  if (!reply) return undefined;
  const { files } = catalogue;
  const keyOf = (entry) => `${entry.file} ${entry.name}`;
  const stateOf = (entry) => [entry.status, entry.sha256, entry.reason].join(" ");
  const appeared = files ? reply.activations.filter((entry) => files.get(keyOf(entry)) !== stateOf(entry)) : [];
  catalogue.files = new Map(reply.activations.map((entry) => [keyOf(entry), stateOf(entry)]));
  catalogue.directories = reply.directories;
  catalogue.version = reply.version;
  catalogue.byName = new Map(reply.activations
    .filter((entry) => entry.status === "available").map((entry) => [entry.name, entry]));
  list.replaceChildren(...[...catalogue.byName.values()].map((entry) =>
    make("option", { value: entry.name }, entry.summary ?? "")));
  if (!list.isConnected) document.body.append(list);
  return appeared;
}

/** The subject that a text means: the activation of that name, else a formula. */
export function subjectOf(text, parameters = {}) {
  const entry = catalogue.byName.get(text) ?? [...catalogue.byName.values()]
    .find((candidate) => candidate.aliases.includes(text));
  return entry ? { activation: entry.name, parameters: {} } : { formula: text, parameters };
}

/** What a subject is called. */
export function nameOf(subject) {
  const values = Object.entries(subject.parameters ?? {})
    .map(([name, value]) => `${name} = ${figure(value)}`);
  const name = subject.activation ?? subject.formula;
  return values.length ? `${name} (${values.join(", ")})` : name;
}

/** The range that a slider has where the interval has no end. */
function reach(parameter) {
  const width = 3 * Math.max(1, Math.abs(parameter.defaultValue));
  return [parameter.low ?? parameter.defaultValue - width,
    parameter.high ?? parameter.defaultValue + width];
}

/**
 * A place where a subject is chosen and its parameters are set.
 *
 * `changed` is called with the new subject; `show(fault)` shows what is wrong with it, or nothing.
 */
export function subjectEditor(title, subject, { changed, removed, mark }) {
  const id = freshID("subject");
  const text = make("input", { type: "text", id, list: list.id, autocomplete: "off", spellcheck: "false",
    autocapitalize: "off", maxlength: "8192", "aria-describedby": `${id}-about ${id}-fault` });
  const about = make("p", { class: "summary", id: `${id}-about` });
  const fault = make("div", { id: `${id}-fault`, role: "status" });
  const parameters = make("div");
  const element = make("fieldset", { class: "subject" },
    make("legend", {}, mark, title),
    make("label", { for: id }, "name or formula"), text, about, fault, parameters,
    removed && make("p", {}, make("button", { type: "button", onclick: () => removed() }, `Remove ${title}`)));

  function set(next) {
    subject = next;
    changed(subject);
  }

  function slider(parameter) {
    const [low, high] = reach(parameter);
    const value = subject.parameters[parameter.name] ?? parameter.defaultValue;
    const range = make("input", { type: "range", min: low, max: high, step: (high - low) / 200,
      ".value": value, "aria-label": `${parameter.name}, slider` });
    const number = make("input", { type: "number", step: "any", ".value": value, "aria-label": parameter.name });
    const update = (input, other) => {
      if (input.value === "") return;
      other.value = input.value;
      set({ ...subject, parameters: { ...subject.parameters, [parameter.name]: Number(input.value) } });
    };
    range.addEventListener("input", () => update(range, number));
    number.addEventListener("change", () => update(number, range));
    return make("div", { class: "parameter", title: parameter.summary || undefined },
      make("span", {}, parameter.name), range, number);
  }

  function describe() {
    const entry = catalogue.byName.get(subject.activation);
    about.textContent = entry ? entry.summary ?? "" : "a formula in x";
    const all = entry ? entry.parameters
      : Object.entries(subject.parameters).map(([name]) => ({ name, defaultValue: 1 }));
    parameters.replaceChildren(...all.map(slider));
  }

  text.addEventListener("input", () => {
    const next = text.value.trim();
    if (next === "" || next === (subject.activation ?? subject.formula)) return;
    const known = subject.formula === undefined ? {} : subject.parameters;
    subject = subjectOf(next, Object.fromEntries(
      Object.entries(known).filter(([name]) => new RegExp(`\\b${name}\\b`).test(next))));
    describe();
    set(subject);
  });

  element.show = (failure) => {
    fault.replaceChildren();
    if (!failure) return;
    if (failure.caret !== undefined && failure.caret !== null && subject.formula) {
      const start = Math.max(0, failure.caret - 24);
      fault.append(make("pre", { class: "caret" },
        `${subject.formula.slice(start, start + 60)}\n${" ".repeat(failure.caret - start)}^`));
    }
    fault.append(make("p", { class: "error" }, failure.message));
    const name = failure.unknownName;
    if (name) {
      fault.append(make("button", { type: "button", onclick: () => {
        subject = { ...subject, parameters: { ...subject.parameters, [name]: 1 } };
        describe();
        set(subject);
      } }, `Let ${name} be a parameter`));
    }
  };
  text.value = subject.activation ?? subject.formula;
  describe();
  return element;
}
