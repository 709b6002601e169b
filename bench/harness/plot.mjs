const WIDTH = 640;
const HEIGHT = 320;
const LEFT = 64;
const RIGHT = 120;
const TOP = 24;
const BOTTOM = 48;
/** Told apart in black and white by their dashes too. */
const LINES = [
  { colour: '#1f6feb', dash: '' },
  { colour: '#8a8f98', dash: '6 4' },
  { colour: '#c0392b', dash: '2 3' },
];

/** A line for each series over a logarithmic x; y is microseconds per operation and begins at 0. */
export function plot({ title, x, series }) {
  const xs = Object.values(series)[0].map(([value]) => value);
  const highest = Math.max(...Object.values(series).flatMap((points) => points.map(([, y]) => y)));
  const step = niceStep(highest / 4);
  const top = Math.ceil(highest / step) * step;
  const toX = (value) => {
    const share = Math.log(value / xs[0]) / Math.log(xs.at(-1) / xs[0]);
    return LEFT + share * (WIDTH - LEFT - RIGHT);
  };
  const toY = (value) => HEIGHT - BOTTOM - (value / top) * (HEIGHT - TOP - BOTTOM);

  const parts = [];
  for (let value = 0; value <= top + step / 2; value += step) {
    const y = toY(value).toFixed(1);
    parts.push(`<path d="M${LEFT} ${y}H${WIDTH - RIGHT}" stroke="#d0d4da"/>`);
    parts.push(text(LEFT - 8, y, label(value), 'end'));
  }
  for (const value of xs)
    parts.push(text(toX(value), HEIGHT - BOTTOM + 20, compact(value), 'middle'));
  for (const [index, [name, points]] of Object.entries(series).entries()) {
    const { colour, dash } = LINES[index % LINES.length];
    const path = points.map(([at, y]) => `${toX(at).toFixed(1)} ${toY(y).toFixed(1)}`).join('L');
    parts.push(
      `<path d="M${path}" fill="none" stroke="${colour}" stroke-width="2" stroke-dasharray="${dash}"/>`,
    );
    const [, last] = points.at(-1);
    parts.push(text(WIDTH - RIGHT + 8, toY(last).toFixed(1), name, 'start', colour));
  }
  parts.push(text(LEFT, 14, 'µs', 'end'));
  parts.push(text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, x, 'middle'));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" font-family="sans-serif" font-size="12">
<title>${title}</title>
<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>
${parts.join('\n')}
</svg>
`;
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
  return value >= 1_000 ? `${value / 1_000} k` : String(value);
}

const label = (value) => String(Number(value.toPrecision(3)));
