// Learn: networks that are trained by the server while one looks on.

import { ask, events, latest } from "./server.js";
import { make, figure, fillTable } from "./controls.js";
import { nameOf } from "./subjects.js";
import { chart, styleOf } from "./charts.js";
import { bytes, paintSurface, paintValues, paintPoints, paintHistogram } from "./pictures.js";
import { pageStyles, reportPage } from "./report.js";
import { fillForm, isSetting, usualSetting } from "./setting.js";

const element = (id) => document.getElementById(`learn-${id}`);

let setting;
let form;
let remember = () => {};
let run;
let panels = [];
const losses = chart(element("curves"), { xLabel: "epoch", yLabel: "loss", height: 220 });
const accuracies = chart(element("accuracy"), { xLabel: "epoch", yLabel: "right", height: 160 });

function fail(fault) {
  const isPlaced = form?.show(fault);
  element("error").textContent = !fault || isPlaced ? "" : fault.message;
}

/** A network's part of the page: its surface, its layers, its numbers. */
function panel(lane, index, about) {
  const surface = make("canvas", { role: "img", "aria-label": `Decision surface of network ${index + 1}` });
  const points = make("canvas", { "aria-hidden": "true" });
  const title = lane.activations.map(nameOf).join(", then ");
  const table = make("table");
  const failure = make("p", { class: "error", role: "status" });
  const layers = [...setting.hidden.keys()].map((number) => layerPanel(number, index));
  const isPlane = about.points.length > 0;
  if (isPlane) paintPoints(points, about.points, about.plane);
  const box = make("article", { class: "lane", "aria-label": `Network ${index + 1}` },
    make("h3", {}, title),
    isPlane ? make("div", { class: "surface" }, surface, points) : undefined,
    failure, table, ...layers.map((layer) => layer.box));
  const { epochs, losses: former } = about.curves[index];
  const curve = { epochs, losses: former, accuracies: epochs.map(() => null) };
  let numbers = "";
  return {
    box, curve, title,
    show(network) {
      if (network.surface) paintSurface(surface, bytes(network.surface), about.surfaceSize, about.classNames.length);
      failure.textContent = network.failure ?? "";
      addToCurve(curve, network);
      network.layers?.slice(0, layers.length).forEach((layer, number) => layers[number].show(layer, about.pictureSize));
      const percent = (share) => share === null || share === undefined ? "–" : `${(100 * share).toFixed(1)} %`;
      const next = [network.epoch, network.loss, network.testLoss, network.accuracy, network.testAccuracy].join();
      if (next === numbers) return;
      numbers = next;
      fillTable(table, `epoch ${network.epoch}`, ["", "learned", "test"], [
        ["loss", network.loss === null || network.loss === undefined ? "–" : network.loss.toFixed(4), network.testLoss === null || network.testLoss === undefined ? "–" : network.testLoss.toFixed(4)],
        ["right", percent(network.accuracy), percent(network.testAccuracy)],
      ]);
      box.dataset.accuracy = network.testAccuracy ?? "";
      box.dataset.epoch = network.epoch;
    },
  };
}

function layerPanel(number, lane) {
  const heading = make("h4");
  const units = make("div", { class: "units" });
  const inputs = make("canvas", { role: "img" });
  const gradients = make("canvas", { role: "img" });
  const inputsText = make("span");
  const gradientsText = make("span");
  const box = make("div", { class: "layer" }, heading, units,
    make("div", { class: "histograms" }, inputs, inputsText, gradients, gradientsText));
  let cells = [];

  function cell() {
    const canvas = make("canvas", { role: "img" });
    const mark = make("span", { class: "mark" });
    return { canvas, mark, box: make("div", { class: "unit" }, canvas, mark) };
  }

  function showUnits(layer, size) {
    const values = layer.pictures ? bytes(layer.pictures) : new Uint8Array();
    const count = values.length / (size * size);
    if (cells.length !== count) {
      cells = Array.from({ length: count }, cell);
      units.replaceChildren(...cells.map((one) => one.box));
    }
    cells.forEach((one, unit) => {
      paintValues(one.canvas, values.subarray(unit * size * size, (unit + 1) * size * size), size);
      const state = layer.dead.includes(unit) ? "dead" : layer.saturated.includes(unit) ? "saturated" : "";
      one.box.className = `unit ${state}`;
      one.mark.textContent = state === "dead" ? "0" : state === "saturated" ? "≈" : "";
      one.mark.hidden = state === "";
      one.canvas.setAttribute("aria-label", `unit ${unit + 1}${state ? `, ${state}` : ""}`);
    });
  }

  return {
    box,
    show(layer, size) {
      const idle = [layer.dead.length ? `${layer.dead.length} dead (0)` : "",
        layer.saturated.length ? `${layer.saturated.length} saturated (≈)` : ""].filter(Boolean);
      const text = `layer ${number + 1}: ${layer.units} units${idle.length ? `, ${idle.join(", ")}` : ""}`;
      if (heading.textContent !== text) heading.textContent = text;
      showUnits(layer, size);
      paintHistogram(inputs, layer.histogram);
      inputs.setAttribute("aria-label", `net inputs of layer ${number + 1} of network ${lane + 1}`);
      inputsText.textContent = `net inputs ${figure(layer.low, 2)} to ${figure(layer.high, 2)}`;
      paintHistogram(gradients, layer.gradientHistogram);
      gradients.setAttribute("aria-label", `sizes of gradients of layer ${number + 1} of network ${lane + 1}`);
      gradientsText.textContent = `gradients 1e-8 to 10, norm ${figure(layer.gradientNorm, 2)}`;
    },
  };
}

/** Keeps some hundred epochs of any run. */
function addToCurve(curve, { epoch, loss, testAccuracy }) {
  if (loss === null || loss === undefined || epoch <= (curve.epochs.at(-1) ?? 0)) return;
  curve.epochs.push(epoch);
  curve.losses.push(loss);
  curve.accuracies.push(testAccuracy ?? null);
  if (curve.epochs.length <= 800) return;
  for (const key of Object.keys(curve)) curve[key] = curve[key].filter((_, index) => index % 2 === 1);
}

function drawCurves() {
  const epochs = [...new Set(panels.flatMap((one) => one.curve.epochs))].sort((one, other) => one - other);
  const at = new Map(epochs.map((epoch, index) => [epoch, index]));
  const series = (key) => panels.map((one, index) => {
    const values = new Array(epochs.length).fill(undefined);
    one.curve.epochs.forEach((epoch, number) => { values[at.get(epoch)] = one.curve[key][number]; });
    return { label: `${index + 1}: ${one.title}`, style: styleOf(index), values };
  });
  const [loss, right] = [series("losses"), series("accuracies")];
  losses.show(epochs, loss);
  accuracies.show(epochs, right);
  if (!element("numbers").open) return;
  const every = Math.max(1, Math.ceil(epochs.length / 40));
  fillTable(element("table"), "", ["epoch", ...loss.map((one) => `loss of ${one.label}`), ...right.map((one) => `right of ${one.label}`)],
    epochs.flatMap((epoch, index) => index % every && index < epochs.length - 1 ? []
      : [[epoch, ...[...loss, ...right].map((one) => one.values[index])]]));
}

/** Begins anew with the present setting. */
const restart = latest(async ({ plays = false } = {}) => {
  await stop();
  setPlaying(false);
  remember(setting);
  if (setting.data.kind === "csv" && !setting.data.text) {
    fail(undefined);
    return;
  }
  try {
    const { id } = await ask("api/runs", setting);
    fail(undefined);
    run = { id, stopping: new AbortController(), path: `api/runs/${id}` };
    follow(run);
    if (plays) await command("play");
  } catch (fault) {
    fail(fault);
  }
});

async function stop() {
  const former = run;
  run = undefined;
  if (!former) return;
  former.stopping.abort();
  try {
    await ask(former.path, undefined, { method: "DELETE" });
  } catch {
    // It is gone already.
  }
}

/** Reads a run's frames, and draws the newest whenever the browser draws. */
async function follow(own) {
  let frame;
  let isDue = false;
  let drawnAt = performance.now();
  let pace = 0;
  const draw = () => {
    isDue = false;
    if (!frame || own !== run) return;
    const now = performance.now();
    pace = pace === 0 ? 1000 / (now - drawnAt) : 0.9 * pace + 0.1 * 1000 / (now - drawnAt);
    drawnAt = now;
    frame.networks.forEach((network, index) => panels[index]?.show(network));
    if (frame.networks[0]?.layers) drawCurves();
    const isPlaying = frame.state === "training";
    element("rate").textContent = isPlaying
      ? `${Math.round(frame.epochsPerSecond)} epochs a second, ${Math.round(pace)} frames`
      : { finished: "finished", spent: "its time is up; reset to go on" }[frame.state] ?? "";
    // A frame that was on its way when somebody paused says nothing of what is asked for.
    if (frame.state === "finished" || frame.state === "spent") setPlaying(false);
    frame = undefined;
  };
  try {
    for await (const event of events(`${own.path}/events`, own.stopping.signal)) {
      if (own !== run) return;
      if (event.name === "run") showRun(event.value);
      if (event.name === "frame") {
        // What only some frames have is not lost with a frame that is not drawn.
        if (frame) event.value.networks.forEach((network, index) => { network.layers ??= frame.networks[index].layers; });
        frame = event.value;
        if (!isDue) {
          isDue = true;
          requestAnimationFrame(draw);
        }
      }
    }
    if (own === run) fail({ message: "the server has ended this run; Reset begins another" });
  } catch (fault) {
    if (own === run && fault.name !== "AbortError") fail({ message: `the run is lost: ${fault.message}` });
  }
  if (own === run) setPlaying(false);
}

function showRun(about) {
  panels = setting.lanes.map((lane, index) => panel(lane, index, about));
  element("lanes").replaceChildren(...panels.map((one) => one.box));
  drawCurves();
}

let playing = false;
function setPlaying(value) {
  playing = value;
  const text = value ? "Pause" : "Train";
  if (element("play").textContent !== text) element("play").textContent = text;
}

async function command(action) {
  if (!run) return;
  const most = element("speed").value;
  try {
    await ask(`${run.path}/control`, { action, ...(most ? { epochsPerFrame: Number(most) } : {}) });
    if (action !== "step") setPlaying(action === "play");
  } catch (fault) {
    fail(fault);
  }
}

async function showExport() {
  if (!element("export").open || !run) return;
  const { path } = run;
  const parts = await Promise.all(setting.lanes.map(async (lane, index) => {
    const { command: text, obstacle } = await ask(`${path}/command/${index}`);
    return make("div", {}, make("h4", {}, `${index + 1}: ${lane.activations.map(nameOf).join(", then ")}`),
      text ? make("code", { class: "command", tabindex: 0 }, text) : make("p", { class: "summary" }, obstacle),
      text ? make("p", {}, make("a", { href: `${path}/model/${index}`, download: "model.safetensors" }, "the model as a file")) : undefined);
  }));
  const page = make("a", { download: "run.html", href: "#", onclick: () => {
    URL.revokeObjectURL(page.href);
    const text = reportPage({ styles, setting, lanes: element("lanes"), charts: [["Loss", element("curves")], ["Share of the test that is right", element("accuracy")]],
      commands: element("commands"), curves: panels });
    page.href = URL.createObjectURL(new Blob([text], { type: "text/html" }));
  } }, "what is shown, as one HTML page");
  const styles = await pageStyles();
  element("commands").replaceChildren(
    make("ul", {}, make("li", {}, page),
      make("li", {}, make("a", { href: `${path}/data`, download: "" }, "the data as a CSV file"))), ...parts);
}

/** Shows the part, with the setting of a link; `remembers` is told what to put into the link. */
export function openLearn(linked, remembers) {
  remember = remembers;
  if (run && !linked) {
    remember(setting);
    return;
  }
  setting = isSetting(linked) ? { ...usualSetting(), ...linked } : setting ?? usualSetting();
  form = fillForm(element("setting"), setting, { changed: () => restart(), failed: fail });
  restart();
}

/** Lets training rest while another part is shown. */
export function closeLearn() {
  if (playing) command("pause");
}

// A page that is left, and may come back, holds no connection meanwhile.
addEventListener("pagehide", () => run?.stopping.abort());
addEventListener("pageshow", (event) => {
  if (!event.persisted || !run) return;
  run.stopping = new AbortController();
  follow(run);
});
element("play").addEventListener("click", () => command(playing ? "pause" : "play"));
element("step").addEventListener("click", () => command("step"));
element("reset").addEventListener("click", () => restart());
element("speed").addEventListener("change", () => { if (playing) command("play"); });
element("numbers").addEventListener("toggle", drawCurves);
element("export").addEventListener("toggle", () => showExport().catch(fail));
element("link").addEventListener("click", async () => {
  const done = element("link-done");
  try {
    await navigator.clipboard.writeText(location.href);
    done.textContent = "copied";
  } catch {
    done.textContent = "the address of this page is the link";
  }
});
