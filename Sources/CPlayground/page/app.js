// The page: which part is shown, and what its link says.

import { readCatalogue } from "./subjects.js";
import { openSee, refreshSee } from "./see.js";
import { openShape, showAppeared } from "./shape.js";
import { openLearn, closeLearn } from "./learn.js";

const parts = ["see", "shape", "learn"];
let current;

/** What an address says: the part, and its setting. */
function addressed() {
  const [part, ...rest] = location.hash.slice(1).split("=");
  let setting;
  try {
    setting = rest.length ? JSON.parse(decodeURIComponent(rest.join("="))) : undefined;
  } catch {
    setting = undefined;
  }
  return { part: parts.includes(part) ? part : "see", setting };
}

/** Puts a part's setting into the address, without the text of files. */
function remember(part) {
  return (setting) => {
    if (part !== current) return;
    const kept = setting.data ? { ...setting, data: { ...setting.data, text: undefined } } : setting;
    history.replaceState(null, "", `#${part}=${encodeURIComponent(JSON.stringify(kept))}`);
  };
}

function show() {
  const { part, setting } = addressed();
  if (current === "learn" && part !== "learn") closeLearn();
  current = part;
  for (const name of parts) {
    document.getElementById(name).hidden = name !== part;
    const link = document.querySelector(`nav [data-part=${name}]`);
    if (name === part) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (part === "see") openSee(setting, remember("see"));
  if (part === "shape") openShape(setting, remember("shape"));
  if (part === "learn") openLearn(setting, remember("learn"));
}

/**
 * Follows the directories of plugins; where the server is gone, says so. It asks again and again, since a
 * browser grants six connections to all tabs of a page, and a stream would take one for good.
 */
async function watch() {
  const connection = document.getElementById("connection");
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    if (document.hidden) continue;
    try {
      const appeared = await readCatalogue();
      connection.textContent = "";
      if (!appeared) continue;
      showAppeared(appeared);
      if (current === "see") refreshSee();
    } catch {
      connection.textContent = "no connection to hillock serve";
    }
  }
}

try {
  await readCatalogue();
  show();
  addEventListener("hashchange", show);
  document.documentElement.dataset.ready = "";
  watch();
} catch (fault) {
  document.getElementById("connection").textContent = fault.message;
}
