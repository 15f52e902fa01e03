// What the page asks of the server, and what it is told.

/** A refusal: the message, and where the fault lies. */
export class Refusal extends Error {
  constructor(fault, status) {
    super(fault.message);
    Object.assign(this, { status, caret: fault.caret, unknownName: fault.unknownName,
      line: fault.line, activation: fault.activation });
  }
}

async function checked(response) {
  if (response.ok) return response;
  let fault;
  try {
    fault = (await response.json()).error;
  } catch {
    fault = undefined;
  }
  throw new Refusal(fault ?? { message: `the server answered ${response.status}` }, response.status);
}

/** GET, or POST where there is something to say. */
export async function ask(path, message, { signal, method } = {}) {
  const request = message === undefined
    ? { method: method ?? "GET", signal }
    : { method: "POST", signal, body: JSON.stringify(message),
        headers: { "Content-Type": "application/json" } };
  const place = document.getElementById("connection");
  const late = "waiting for an answer (a browser grants six connections to all its tabs of this page)";
  const timer = setTimeout(() => { place.textContent = late; }, 4000);
  try {
    const response = await checked(await fetch(path, request));
    return response.status === 204 ? undefined : await response.json();
  } finally {
    clearTimeout(timer);
    if (place.textContent === late) place.textContent = "";
  }
}

/**
 * Server-sent events, one after another. They are read with fetch and not with an EventSource, so that
 * the server waits while the page is busy.
 */
export async function* events(path, signal) {
  const response = await checked(await fetch(path, { signal }));
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    text += value;
    let end;
    while ((end = text.indexOf("\n\n")) >= 0) {
      const event = { name: "message", data: "" };
      for (const line of text.slice(0, end).split("\n")) {
        if (line.startsWith("event: ")) event.name = line.slice(7);
        if (line.startsWith("data: ")) event.data += line.slice(6);
      }
      text = text.slice(end + 2);
      if (event.data) yield { name: event.name, value: JSON.parse(event.data) };
    }
  }
}

/** Calls `work` with what it was last called with, one call at a time: the ones between are left out. */
export function latest(work) {
  let running = false;
  let waiting;
  return async function run(...values) {
    waiting = values;
    if (running) return;
    running = true;
    while (waiting) {
      const next = waiting;
      waiting = undefined;
      await work(...next);
    }
    running = false;
  };
}
