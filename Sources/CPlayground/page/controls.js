// Small makers of elements.

let last = 0;

/** A name for an element that nothing else has. */
export function freshID(stem) {
  last += 1;
  return `${stem}-${last}`;
}

/** An element with attributes, properties (`.value`), listeners (`onclick`), and children. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name.startsWith(".")) element[name.slice(1)] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== undefined && child !== null));
  return element;
}

/** A labelled input of numbers. */
export function numberInput(text, value, attributes, onchange) {
  const input = make("input", { type: "number", step: "any", ".value": value, ...attributes });
  input.addEventListener("change", () => {
    if (input.value !== "" && input.validity.valid) onchange(Number(input.value));
    else input.reportValidity();
  });
  return make("label", {}, text, input);
}

/** A labelled choice; `options` are pairs of value and text. */
export function choice(text, value, options, onchange) {
  const select = make("select", { onchange: () => onchange(select.value) },
    ...options.map(([key, name]) => make("option", { value: key }, name)));
  select.value = value;
  return make("label", {}, text, select);
}

/** A number for people: six digits, and all of them where it is asked for. */
export function figure(value, digits = 6) {
  if (value === null || value === undefined) return "–";
  if (Number.isInteger(value) && Math.abs(value) < 1e7) return String(value);
  return String(Number(value.toPrecision(digits)));
}

/** Fills a table with a caption, names of columns and rows; numbers are set as such. */
export function fillTable(table, caption, columns, rows) {
  const cell = (tag, value) => {
    const isNumber = typeof value === "number";
    return make(tag, { class: isNumber ? "number" : value?.length > 60 ? "prose" : undefined,
      scope: tag === "th" ? "col" : undefined }, isNumber ? figure(value) : value ?? "–");
  };
  table.replaceChildren(
    make("caption", { class: "summary" }, caption),
    make("thead", {}, make("tr", {}, ...columns.map((name) => cell("th", name)))),
    make("tbody", {}, ...rows.map((row) => make("tr", {}, ...row.map((value) => cell("td", value))))));
}
