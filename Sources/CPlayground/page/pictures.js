// What a network makes of the plane, in colours.

/** The bytes of a text in base 64. */
export function bytes(text) {
  const binary = atob(text);
  const result = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index += 1) result[index] = binary.charCodeAt(index);
  return result;
}

// Blue and orange tell apart whatever the colour vision; more classes take Okabe and Ito's others.
const palette = [[0, 114, 178], [230, 140, 0], [0, 140, 105], [190, 90, 150], [86, 160, 210],
  [180, 70, 0], [140, 140, 0], [90, 90, 90], [120, 60, 160], [60, 60, 60]];

/** The colour of a class, for CSS. */
export function classColor(index) {
  return `rgb(${palette[index % palette.length].join(" ")})`;
}

const isDark = () => matchMedia("(prefers-color-scheme: dark)").matches;

/** A colour table: from one end through the ground to the other. */
function diverging() {
  const middle = isDark() ? [28, 33, 39] : [247, 248, 249];
  const table = new Uint8ClampedArray(256 * 4);
  for (let value = 0; value < 256; value += 1) {
    const share = Math.abs(value - 127.5) / 127.5;
    const end = palette[value < 128 ? 0 : 1];
    for (let part = 0; part < 3; part += 1) {
      table[4 * value + part] = middle[part] + (end[part] - middle[part]) * share;
    }
    table[4 * value + 3] = 255;
  }
  return table;
}

let table = diverging();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { table = diverging(); });

/** Paints values from 0 to 255, 128 in the middle, as a square picture. */
export function paintValues(canvas, values, size) {
  if (canvas.width !== size) canvas.width = canvas.height = size;
  const context = canvas.getContext("2d");
  const image = context.createImageData(size, size);
  const target = new Uint32Array(image.data.buffer);
  const colors = new Uint32Array(table.buffer);
  for (let index = 0; index < target.length; index += 1) target[index] = colors[values[index]];
  context.putImageData(image, 0, 0);
}

/** Paints a decision surface as the server sends it. */
export function paintSurface(canvas, values, size, classes) {
  if (classes === 2) {
    paintValues(canvas, values, size);
    return;
  }
  if (canvas.width !== size) canvas.width = canvas.height = size;
  const context = canvas.getContext("2d");
  const image = context.createImageData(size, size);
  const ground = isDark() ? [28, 33, 39] : [247, 248, 249];
  const places = size * size;
  for (let index = 0; index < places; index += 1) {
    const color = palette[values[index] % palette.length];
    const share = values[places + index] / 255;
    for (let part = 0; part < 3; part += 1) {
      image.data[4 * index + part] = ground[part] + (color[part] - ground[part]) * share;
    }
    image.data[4 * index + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

const shapes = [
  (context, x, y, r) => context.arc(x, y, r, 0, 2 * Math.PI),
  (context, x, y, r) => context.rect(x - r * 0.9, y - r * 0.9, 1.8 * r, 1.8 * r),
  (context, x, y, r) => { context.moveTo(x, y - 1.3 * r); context.lineTo(x + 1.2 * r, y + r); context.lineTo(x - 1.2 * r, y + r); context.closePath(); },
  (context, x, y, r) => { context.moveTo(x, y - 1.4 * r); context.lineTo(x + 1.4 * r, y); context.lineTo(x, y + 1.4 * r); context.lineTo(x - 1.4 * r, y); context.closePath(); },
];

/** Draws samples: a shape a class, filled where they are learned from, hollow where they test. */
export function paintPoints(canvas, points, plane) {
  const size = 640;
  canvas.width = canvas.height = size;
  const context = canvas.getContext("2d");
  context.clearRect(0, 0, size, size);
  const radius = points.length > 1500 ? 3 : points.length > 600 ? 4.5 : 6;
  for (const point of points) {
    const x = (point.x - plane[0]) / (plane[1] - plane[0]) * size;
    const y = (plane[3] - point.y) / (plane[3] - plane[2]) * size;
    context.beginPath();
    shapes[point.label % shapes.length](context, x, y, radius);
    // A rim of the other kind, so that a mark is seen on its own colour too.
    context.fillStyle = point.isTest ? "#ffffff" : classColor(point.label);
    context.strokeStyle = point.isTest ? classColor(point.label) : "#ffffff";
    context.lineWidth = point.isTest ? 3 : 2;
    context.fill();
    context.stroke();
  }
}

/** Draws counts as bars. */
export function paintHistogram(canvas, counts) {
  const [width, height] = [192, 48];
  if (canvas.width !== width) [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext("2d");
  context.clearRect(0, 0, width, height);
  context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--c0");
  const most = Math.max(...counts, 1);
  counts.forEach((count, index) => {
    const bar = count === 0 ? 0 : Math.max(1, count / most * (height - 2));
    context.fillRect(index * width / counts.length + 0.5, height - bar, width / counts.length - 1, bar);
  });
}
