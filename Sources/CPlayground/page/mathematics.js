// Formulas as mathematics: the language of the server's formulas, set in MathML.

const space = "http://www.w3.org/1998/Math/MathML";

function node(tag, ...children) {
  const element = document.createElementNS(space, tag);
  element.append(...children);
  return element;
}

const greek = { alpha: "α", beta: "β", gamma: "γ", delta: "δ", epsilon: "ε", lambda: "λ", mu: "μ",
  sigma: "σ", tau: "τ", theta: "θ", omega: "ω", pi: "π", inf: "∞", phi: "φ" };
const functions = { sigmoid: "σ", normal_cdf: "Φ", log: "ln" };
const comparisons = { "<": "<", "<=": "≤", ">": ">", ">=": "≥", "==": "=", "!=": "≠" };

/** The words and signs of a formula. */
function tokens(text) {
  return text.match(/\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|[A-Za-z_]\w*|<=|>=|==|!=|\S/g) ?? [];
}

/** Reads a formula and sets it: how tight it binds, and its element. */
function parse(text) {
  const words = tokens(text);
  let place = 0;
  const peek = () => words[place];
  const take = () => words[place++];
  const sign = (text) => node("mo", text);
  const name = (text) => node("mi", greek[text] ?? text);
  const row = (...children) => node("mrow", ...children);
  /** In parentheses, which grow with fractions only. */
  const enclosed = (...children) => {
    const isTall = children.some((child) => child.matches("mfrac, mtable") || child.querySelector("mfrac, mtable"));
    const marks = ["(", ")"].map(sign);
    if (!isTall) for (const mark of marks) mark.setAttribute("stretchy", "false");
    return row(marks[0], ...children, marks[1]);
  };
  const fenced = (part, least) => part.binding < least ? enclosed(part.element) : part.element;

  /** Left to right: operands of `next`, between signs of `signs`. */
  function chain(next, signs, binding, join) {
    let left = next();
    while (peek() in signs) {
      const word = take();
      left = { binding, element: join(left, signs[word], next(), word) };
    }
    return left;
  }
  const infix = (binding) => (left, mark, right) =>
    row(fenced(left, binding), sign(mark), fenced(right, binding + 1));

  const condition = () => chain(conjunction, { or: "∨" }, 1, infix(1));
  const conjunction = () => chain(negation, { and: "∧" }, 2, infix(2));
  function negation() {
    if (peek() !== "not") return comparison();
    take();
    return { binding: 3, element: row(sign("¬"), fenced(negation(), 3)) };
  }
  const comparison = () => chain(sum, comparisons, 4, infix(4));
  const sum = () => chain(product, { "+": "+", "-": "−" }, 5, infix(5));
  const product = () => chain(unary, { "*": "⋅", "/": "/" }, 6, (left, mark, right, word) =>
    word === "/" ? node("mfrac", left.element, right.element)
      : row(fenced(left, 6), sign(mark), fenced(right, 6)));
  function unary() {
    if (peek() !== "-" && peek() !== "+") return power();
    const word = take();
    const part = unary();
    return word === "+" ? part : { binding: 5, element: row(sign("−"), fenced(part, 6)) };
  }
  function power() {
    const base = primary();
    if (peek() !== "^") return base;
    take();
    return { binding: 8, element: node("msup", fenced(base, 9), unary().element) };
  }
  function list() {
    const parts = [condition()];
    while (peek() === ",") {
      take();
      parts.push(condition());
    }
    take();
    return parts;
  }
  function primary() {
    const word = take() ?? "";
    if (word === "(") return { ...list()[0] };
    if (/^[\d.]/.test(word)) return { binding: 9, element: node("mn", word) };
    if (peek() !== "(") return { binding: 9, element: name(word) };
    take();
    return call(word, list());
  }
  function call(word, parts) {
    const elements = parts.map((part) => part.element);
    if (word === "sqrt") return { binding: 9, element: node("msqrt", ...elements) };
    if (word === "abs") return { binding: 9, element: row(sign("|"), ...elements, sign("|")) };
    if (word === "exp") return { binding: 8, element: node("msup", node("mi", "e"), elements[0]) };
    if (word === "pow") return { binding: 8, element: node("msup", fenced(parts[0], 9), elements[1]) };
    if (word === "where") {
      const otherwise = node("mtext", "otherwise");
      const rows = [[elements[1], elements[0]], [elements[2], otherwise]].map((pair) =>
        node("mtr", ...pair.map((cell) => node("mtd", cell))));
      return { binding: 0, element: row(sign("{"), node("mtable", ...rows)) };
    }
    const between = elements.flatMap((element, index) => index ? [sign(","), element] : [element]);
    return { binding: 9, element: row(node("mi", functions[word] ?? word), enclosed(...between)) };
  }
  return condition().element;
}

/** An equation: a name, and a formula, as an element. */
export function equation(left, formula) {
  const math = node("math", node("mrow", node("mi", left), node("mo", "="), parse(formula)));
  math.setAttribute("display", "block");
  math.setAttribute("aria-label", `${left} = ${formula}`);
  math.setAttribute("role", "math");
  return math;
}
