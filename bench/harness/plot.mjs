const WIDTH = 640;
const HEIGHT = 320;
const LEFT = 64;
const RIGHT = 150;
const TOP = 32;
const BOTTOM = 48;
/** Told apart in black and white by their dashes too. */
const LINES = [
  { colour: '#1f6feb', dash: '' },
  { colour: '#8a8f98', dash: '6 4' },
  { colour: '#c0392b', dash: '2 3' },
  { colour: '#2e8b57', dash: '8 3 2 3' },
];
/** Pixels between the names of two lines that end at the same height. */
const LINE_HEIGHT = 14;

/** @returns the name and the text of the drawing of each group that has one */
export function drawingsOf(groups) {
  return Object.values(groups)
    .filter((group) => group.plot !== undefined && Object.keys(group.cases).length > 0)
    .map(({ title, unit, plot: { file, x, scale, series }, cases }) => {
      const drawn = Object.fromEntries(
        Object.entries(series).map(([name, points]) => [
          name,
          points.map(([at, caseName]) => [at, cases[caseName].median]),
        ]),
      );
      return [file, plot({ title, x, unit, scale, series: drawn })];
    });
}

/**
 * A line for each series over a logarithmic x.
 * @param scale 'linear': y begins at 0; 'log': y goes from power of ten to power of ten
 */
function plot({ title, x, unit = 'µs', scale = 'linear', series }) {
  const xs = Object.values(series)[0].map(([value]) => value);
  const ys = Object.values(series).flatMap((points) => points.map(([, y]) => y));
  const { marks, shareOf } = scale === 'log' ? logarithmic(ys) : linear(ys);
  const toX = (value) => {
    const share = Math.log(value / xs[0]) / Math.log(xs.at(-1) / xs[0]);
    return LEFT + share * (WIDTH - LEFT - RIGHT);
  };
  const toY = (value) => HEIGHT - BOTTOM - shareOf(value) * (HEIGHT - TOP - BOTTOM);

  const parts = [];
  for (const value of marks) {
    const y = toY(value).toFixed(1);
    parts.push(`<path d="M${LEFT} ${y}H${WIDTH - RIGHT}" stroke="#d0d4da"/>`);
    parts.push(text(LEFT - 8, y, compact(value), 'end'));
  }
  for (const value of xs)
    parts.push(text(toX(value), HEIGHT - BOTTOM + 20, compact(value), 'middle'));
  const nameAt = spread(
    Object.entries(series).map(([name, points]) => [name, toY(points.at(-1)[1])]),
  );
  for (const [index, [name, points]] of Object.entries(series).entries()) {
    const { colour, dash } = LINES[index % LINES.length];
    const path = points.map(([at, y]) => `${toX(at).toFixed(1)} ${toY(y).toFixed(1)}`).join('L');
    parts.push(
      `<path d="M${path}" fill="none" stroke="${colour}" stroke-width="2" stroke-dasharray="${dash}"/>`,
    );
    parts.push(text(WIDTH - RIGHT + 8, nameAt.get(name).toFixed(1), name, 'start', colour));
  }
  parts.push(text(LEFT, 10, unit, 'end'));
  parts.push(text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, x, 'middle'));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" font-family="sans-serif" font-size="12">
<title>${title}</title>
<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>
${parts.join('\n')}
</svg>
`;
}

function linear(ys) {
  const highest = Math.max(...ys);
  const step = niceStep(highest / 4);
  const count = Math.ceil(highest / step);
  return {
    marks: Array.from({ length: count + 1 }, (_, index) => index * step),
    shareOf: (value) => value / (count * step),
  };
}

function logarithmic(ys) {
  const from = Math.floor(Math.log10(Math.min(...ys)));
  const to = Math.max(from + 1, Math.ceil(Math.log10(Math.max(...ys))));
  return {
    marks: Array.from({ length: to - from + 1 }, (_, index) => 10 ** (from + index)),
    shareOf: (value) => (Math.log10(value) - from) / (to - from),
  };
}

/** Where each name is written: beside the end of its line, but none over another. */
function spread(ends) {
  const sorted = ends.toSorted(([, left], [, right]) => left - right);
  const placed = new Map();
  let free = 0;
  for (const [name, y] of sorted) {
    const at = Math.max(y, free);
    placed.set(name, at);
    free = at + LINE_HEIGHT;
  }
  return placed;
}

function text(x, y, content, anchor, colour = '#444a52') {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" dominant-baseline="middle" fill="${colour}">${content}</text>`;
}

function niceStep(rough) {
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].find((factor) => factor * power >= rough) * power;
}

function compact(value) {
  if (value >= 1_000_000) return `${value / 1_000_000} M`;
  return value >= 1_000 ? `${value / 1_000} k` : String(Number(value.toPrecision(3)));
}
