import type { ChannelKind } from '../../model/channel-info';
import type { Topology } from '../../model/topology';
import { planDrawing, type Drawing, type DrawnChannel, type DrawnSystem } from './drawing';
import type { LineKind } from './drawing';
import { CHANNEL_LOOKS, channelsOf, LINE_LOOKS, lineKindsOf, oneLine } from './legend';

const INK = '#0f172a';
const FAINT = '#64748b';
const GAP = '&#160;'.repeat(6);

const SHAPES: Readonly<Record<ChannelKind, string>> = {
  passthrough: 'parallelogram',
  broadcast: 'hexagon',
  'work-queue': 'cylinder',
  mailbox: 'folder',
  periodic: 'ellipse',
  discovery: 'house',
};

const LINE_STYLES: Readonly<Record<LineKind, string>> = {
  write: 'style=solid',
  read: 'style=solid',
  consume: 'style=bold, penwidth=2.2',
  inbox: 'style=dotted, penwidth=1.8',
  own: 'style=dashed, dir=both, arrowhead=empty, arrowtail=empty, arrowsize=0.6',
};

/** The topology as a Graphviz document. */
export function toDot(topology: Topology): string {
  const drawing = planDrawing(topology);
  const lines = drawing.lines.map(({ from, to, kind }) => {
    const colour = LINE_LOOKS[kind].colour;
    return `  ${from} -> ${to} [${LINE_STYLES[kind]}, color="${colour}", tooltip="${LINE_LOOKS[kind].says}"];`;
  });
  return [
    'digraph holon {',
    '  rankdir=LR; bgcolor=white; pad=0.3; nodesep=0.35; ranksep=0.75;',
    '  fontname="Helvetica,Arial,sans-serif"; labelloc=b; labeljust=l;',
    `  label=${legend(drawing)};`,
    `  node [fontname="Helvetica,Arial,sans-serif", fontsize=12, fontcolor="${INK}", margin="0.22,0.09"];`,
    '  edge [arrowsize=0.75, penwidth=1.4];',
    ...drawing.roots.flatMap((system) => systemLines(system, 1)),
    ...lines,
    '}',
    '',
  ].join('\n');
}

function systemLines(system: DrawnSystem, depth: number): string[] {
  const pad = '  '.repeat(depth);
  const box = system.hasBox ? [`${pad}${systemBox(system)}`] : [];
  if (!system.isFrame) return box;
  const inner = '  '.repeat(depth + 1);
  return [
    `${pad}subgraph cluster_${system.key} {`,
    `${inner}label=${systemLabel(system, 'left')}; labelloc=t; labeljust=l; margin=16; fontcolor="${INK}";`,
    `${inner}style="rounded,filled"; color="#cbd5e1"; fillcolor="${depth % 2 === 1 ? '#f8fafc' : '#ffffff'}";`,
    ...box.map((line) => `  ${line}`),
    ...system.channels.map((channel) => `${inner}${channelShape(channel)}`),
    ...system.children.flatMap((child) => systemLines(child, depth + 1)),
    `${pad}}`,
  ];
}

function systemBox(system: DrawnSystem): string {
  const stacked = system.replicas > 1 ? ', peripheries=2' : '';
  return (
    `${system.key} [shape=box, style="rounded,filled", fillcolor=white, color="#334155", penwidth=1.4${stacked}, ` +
    `label=${systemLabel(system)}, tooltip="${entities(system.description || system.name)}"];`
  );
}

function systemLabel({ name, id, replicas }: DrawnSystem, align?: string): string {
  const times = replicas > 1 ? ` ×${String(replicas)}` : '';
  return twoLines(`${name}${times}`, id, align);
}

function channelShape({ key, node }: DrawnChannel): string {
  const { name, kind, visibility, description } = node.info;
  const { fill, stroke } = CHANNEL_LOOKS[kind];
  const isPublic = visibility === 'public';
  const border = isPublic ? 'peripheries=2, penwidth=1.8' : 'penwidth=1.2';
  const small = [kind, isPublic ? 'public' : '', node.contentName ?? ''].filter(Boolean);
  return (
    `${key} [shape=${SHAPES[kind]}, style=filled, fillcolor="${fill}", color="${stroke}", ${border}, ` +
    `label=${twoLines(name, small.join(' · '))}, tooltip="${entities(description || node.info.id)}"];`
  );
}

function twoLines(large: string, small: string, align = 'center'): string {
  return `<<b>${entities(large)}</b><br align="${align}"/><font point-size="9" color="${FAINT}">${entities(small)}</font><br align="${align}"/>>`;
}

/** A table as the label of the whole graph, which Graphviz keeps below everything else. */
function legend(drawing: Drawing): string {
  const kinds = [...new Set(channelsOf(drawing).map(({ node }) => node.info.kind))];
  const lines = lineKindsOf(drawing).map((kind) => LINE_LOOKS[kind]);
  const rows = [
    lines.map(({ colour, glyph, says }) => legendCell(colour, glyph, says)),
    kinds.map((kind) => legendCell(CHANNEL_LOOKS[kind].stroke, '■', kind)),
    [legendCell(INK, '◎', 'double border: public channel, or replicas')],
  ].filter((cells) => cells.length > 0);
  const table = rows.map((cells) => `<tr><td align="left">${cells.join(GAP)}</td></tr>`).join('');
  return `<<font point-size="10" color="${FAINT}"><table border="0" cellspacing="4">${table}</table></font>>`;
}

function legendCell(colour: string, glyph: string, says: string): string {
  return `<font color="${colour}">${glyph}</font>&#160;&#160;${says}`;
}

/** Graphviz expands `\N` once in labels and twice in tooltips, so a backslash becomes a sign that looks like it. */
function entities(text: string): string {
  // An empty label element is a syntax error in Graphviz.
  const line = oneLine(text).replaceAll('\\', '\u2216') || ' ';
  return line.replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);
}
