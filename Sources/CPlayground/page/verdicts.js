// A plugin's quick conformance verdict, while it is reached.

import { events } from "./server.js";
import { make, fillTable } from "./controls.js";

/** An element that shows what the checks of activation `name` come to, one after another. */
export function verdictView(name) {
  const text = make("p", { role: "status" }, `${name} is being examined`);
  const progress = make("progress", { max: 1, ".value": 0, "aria-label": `Checks of ${name}` });
  const table = make("table");
  const box = make("div", { class: "verdict" }, text, progress,
    make("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": `Checks of ${name} that did not pass` }, table));
  const results = [];

  function show(result) {
    results.push(result);
    progress.max = result.checks;
    progress.value = results.length;
    text.textContent = `${name}: ${results.length} of ${result.checks} checks`;
    const told = results.filter((one) => one.status !== "pass" && one.status !== "skipped");
    if (told.length) {
      fillTable(table, "", ["check", "came to", "why"], told.map((one) => [one.check, one.status, one.message]));
    }
  }

  function conclude({ conforms, warnings, reason }) {
    const count = (status) => results.filter((one) => one.status === status).length;
    progress.remove();
    box.dataset.verdict = conforms === undefined || conforms === null ? "none" : conforms ? "conforms" : "fails";
    text.textContent = reason ? `${name}: no verdict: ${reason}`
      : `${name} ${conforms ? "conforms" : "does not conform"} at level quick: ${count("pass")} checks passed, `
        + `${warnings} warned, ${results.length - count("pass") - count("skipped") - warnings} failed, ${count("skipped")} do not apply`;
  }

  (async () => {
    try {
      for await (const event of events(`api/activations/${encodeURIComponent(name)}/verdict`)) {
        if (event.name === "check") show(event.value);
        if (event.name === "verdict") conclude(event.value);
      }
    } catch (fault) {
      conclude({ reason: fault.message, warnings: 0 });
    }
  })();
  return box;
}
