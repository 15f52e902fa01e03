// The form in which a run is set up.

import { make, choice, numberInput } from "./controls.js";
import { catalogue, subjectEditor } from "./subjects.js";

const mostLanes = 4;
const mostLayers = 6;

/** What the page begins with. */
export function usualSetting() {
  const names = ["tanh", "relu"].filter((name) => catalogue.byName.has(name));
  const subjects = names.length ? names.map((activation) => ({ activation, parameters: {} }))
    : [{ formula: "tanh(x)", parameters: {} }];
  return { data: { kind: "spirals", count: 400, noise: 0.01 }, hidden: [16, 16],
    lanes: subjects.map((subject) => ({ activations: [subject] })), optimizer: "adam",
    learningRate: 0.01, batch: 16, seed: 1, testShare: 0.5 };
}

/** Whether a link's setting has the parts that the form needs. */
export function isSetting(value) {
  return Array.isArray(value?.lanes) && value.lanes.length > 0 && Array.isArray(value.hidden)
    && value.lanes.every((lane) => Array.isArray(lane.activations) && lane.activations.length > 0)
    && typeof value.data?.kind === "string";
}

/**
 * Fills `form` for `setting`. `changed` is called after every change, with the setting itself changed;
 * `failed` with what is wrong with a file.
 */
export function fillForm(form, setting, { changed, failed }) {
  let editors = [];
  const rebuild = () => {
    fillForm(form, setting, { changed, failed });
    changed();
  };

  function dataFields() {
    const { data } = setting;
    const kinds = [["spirals", "two spirals"], ["circles", "circles"], ["xor", "quadrants (XOR)"],
      ["moons", "moons"], ["digits", "handwritten digits"], ["csv", "a CSV file of yours"]];
    const fields = [choice("data", data.kind, kinds, (kind) => {
      data.kind = kind;
      rebuild();
    })];
    if (data.kind === "csv") {
      const input = make("input", { type: "file", accept: ".csv,.tsv,.txt,text/csv", onchange: async () => {
        const file = input.files[0];
        if (!file) return;
        if (file.size > 2 << 20) {
          failed({ message: `${file.name} has ${file.size} bytes; at most ${2 << 20} are read` });
          return;
        }
        Object.assign(data, { text: await file.text(), name: file.name });
        changed();
      } });
      const text = (title, value, set) => {
        const field = make("input", { type: "text", autocomplete: "off", ".value": value ?? "" });
        field.addEventListener("change", () => {
          set(field.value.trim() || undefined);
          changed();
        });
        return make("label", {}, title, field);
      };
      fields.push(make("label", {}, "file", input),
        text("columns", data.columns?.join(", "), (names) => {
          data.columns = names?.split(",").map((name) => name.trim());
        }),
        text("class", data.label, (name) => { data.label = name; }),
        make("p", { class: "summary" }, `${data.name ?? "A table with a header"}: columns by their names, `
          + "two for a plane; the first two and the last one where none are named."));
    } else if (data.kind !== "digits") {
      fields.push(
        numberInput("samples", data.count, { min: 4, max: 10000, step: 1 }, (value) => { data.count = value; changed(); }),
        numberInput("noise", data.noise, { min: 0, max: 1 }, (value) => { data.noise = value; changed(); }));
    }
    fields.push(numberInput("share for testing", setting.testShare, { min: 0.01, max: 0.99 },
      (value) => { setting.testShare = value; changed(); }));
    return make("fieldset", {}, make("legend", {}, "Data"), ...fields);
  }

  function layerFields() {
    const width = (index) => numberInput(`layer ${index + 1}, units`, setting.hidden[index],
      { min: 1, max: 128, step: 1 }, (value) => { setting.hidden[index] = value; changed(); });
    const resize = (count) => {
      const old = setting.hidden;
      setting.hidden = Array.from({ length: count }, (_, index) => old[index] ?? old.at(-1) ?? 8);
      for (const lane of setting.lanes) {
        if (lane.activations.length > 1) {
          lane.activations = setting.hidden.map((_, index) => lane.activations[index] ?? lane.activations.at(-1));
        }
        if (lane.activations.length === 0) lane.activations = [usualSetting().lanes[0].activations[0]];
      }
      rebuild();
    };
    return make("fieldset", {}, make("legend", {}, "Hidden layers"),
      numberInput("how many", setting.hidden.length, { min: 1, max: mostLayers, step: 1 }, resize),
      ...setting.hidden.map((_, index) => width(index)));
  }

  function laneFields(lane, number) {
    const isSplit = lane.activations.length > 1;
    const parts = lane.activations.map((subject, index) => {
      const title = isSplit ? `Network ${number + 1}, layer ${index + 1}` : `Network ${number + 1}`;
      const editor = subjectEditor(title, subject, {
        changed: (next) => {
          lane.activations[index] = next;
          changed();
        },
        removed: setting.lanes.length > 1 && index === 0 ? () => {
          setting.lanes.splice(number, 1);
          rebuild();
        } : undefined,
      });
      editor.lane = number;
      editors.push(editor);
      return editor;
    });
    const split = setting.hidden.length > 1 && make("label", {}, make("input", { type: "checkbox",
      ".checked": isSplit, onchange: (event) => {
        lane.activations = event.target.checked
          ? setting.hidden.map(() => structuredClone(lane.activations[0])) : [lane.activations[0]];
        rebuild();
      } }), "an activation of its own for each layer");
    return make("div", {}, ...parts, split || undefined);
  }

  function trainingFields() {
    const rules = [["adam", "Adam"], ["adamw", "AdamW"], ["sgd", "SGD"], ["momentum", "SGD, momentum 0.9"],
      ["rmsprop", "RMSprop"]];
    return make("fieldset", {}, make("legend", {}, "Training"),
      choice("optimizer", setting.optimizer, rules, (rule) => { setting.optimizer = rule; changed(); }),
      numberInput("learning rate", setting.learningRate, { min: 1e-9 }, (value) => { setting.learningRate = value; changed(); }),
      numberInput("batch", setting.batch, { min: 1, max: 10000, step: 1 }, (value) => { setting.batch = value; changed(); }),
      numberInput("seed", setting.seed, { min: 0, max: Number.MAX_SAFE_INTEGER, step: 1 }, (value) => { setting.seed = value; changed(); }));
  }

  form.replaceChildren(
    dataFields(), ...setting.lanes.map(laneFields),
    make("p", {}, make("button", { type: "button", ".disabled": setting.lanes.length >= mostLanes,
      onclick: () => {
        setting.lanes.push(structuredClone(setting.lanes.at(-1)));
        rebuild();
      } }, "Add a network beside it")),
    layerFields(), trainingFields());
  form.onsubmit = (event) => event.preventDefault();

  return {
    /** Shows a fault at the activation that it is of, where that is known. */
    show(fault) {
      for (const editor of editors) editor.show(undefined);
      if (!fault) return false;
      const isFormula = fault.caret !== undefined && fault.caret !== null;
      const subjects = setting.lanes.flatMap((lane) => lane.activations);
      const index = subjects.findIndex((subject) => isFormula
        ? subject.formula !== undefined : fault.activation && subject.activation === fault.activation);
      if (index < 0) return false;
      editors[index].show(fault);
      return true;
    },
  };
}
