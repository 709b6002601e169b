import type { ChannelKind } from '../../model/channel-info';
import type { Topology } from '../../model/topology';
import { planDrawing, type DrawnChannel, type DrawnSystem, type LineKind } from './drawing';
import { CHANNEL_LOOKS, channelsOf, LINE_LOOKS, oneLine } from './legend';

/** What stands before and behind the label. */
const SHAPES: Readonly<Record<ChannelKind, readonly [string, string]>> = {
  passthrough: ['[/', '/]'],
  broadcast: ['{{', '}}'],
  'work-queue': ['[(', ')]'],
  mailbox: ['[[', ']]'],
  periodic: ['([', '])'],
  discovery: ['[/', '\\]'],
};

const ARROWS: Readonly<Record<LineKind, string>> = {
  write: '-->',
  read: '-->',
  consume: '==>',
  inbox: '-.->',
  own: '<-.->',
};

/** The topology as a Mermaid flowchart. */
export function toMermaid(topology: Topology): string {
  const drawing = planDrawing(topology);
  const channels = channelsOf(drawing);
  return [
    'flowchart LR',
    ...drawing.roots.flatMap((system) => systemLines(system, 1)),
    ...drawing.lines.map(
      ({ from, to, kind }) => `  ${from} ${ARROWS[kind]}|${LINE_LOOKS[kind].says}| ${to}`,
    ),
    ...drawing.lines.map(
      ({ kind }, index) => `  linkStyle ${String(index)} stroke:${LINE_LOOKS[kind].colour}`,
    ),
    '  classDef system fill:#ffffff,stroke:#334155,color:#0f172a',
    '  classDef frame fill:#f8fafc,stroke:#cbd5e1,color:#0f172a',
    ...[...new Set(channels.map(({ node }) => node.info.kind))].map((kind) => {
      const { fill, stroke } = CHANNEL_LOOKS[kind];
      return `  classDef ${kind} fill:${fill},stroke:${stroke},color:#0f172a`;
    }),
    ...channels
      .filter(({ node }) => node.info.visibility === 'public')
      .map(({ key }) => `  style ${key} stroke-width:4px`),
    '',
  ].join('\n');
}

function systemLines(system: DrawnSystem, depth: number): string[] {
  const pad = '  '.repeat(depth);
  const box = `${pad}${system.key}[${systemLabel(system)}]:::system`;
  if (!system.isFrame) return [box];
  const frame = `f_${system.key}`;
  const inner = '  '.repeat(depth + 1);
  return [
    `${pad}subgraph ${frame} [${systemLabel(system)}]`,
    ...(system.hasBox ? [`  ${box}`] : []),
    ...system.channels.map((channel) => `${inner}${channelShape(channel)}`),
    ...system.children.flatMap((child) => systemLines(child, depth + 1)),
    `${pad}end`,
    `${pad}class ${frame} frame`,
  ];
}

function systemLabel({ name, id, replicas }: DrawnSystem): string {
  const times = replicas > 1 ? ` ×${String(replicas)}` : '';
  return twoLines(`${name}${times}`, id);
}

function channelShape({ key, node }: DrawnChannel): string {
  const { name, kind, visibility } = node.info;
  const [open, close] = SHAPES[kind];
  const small = visibility === 'public' ? `${kind} · public` : kind;
  return `${key}${open}${twoLines(name, small)}${close}:::${kind}`;
}

function twoLines(large: string, small: string): string {
  return `"${encoded(large)}<br/><small>${encoded(small)}</small>"`;
}

/** Everything that Mermaid or HTML might act upon becomes a numeric entity. */
function encoded(text: string): string {
  return oneLine(text).replace(
    /[^\p{L}\p{M}\p{N} .,:·×-]/gu,
    (character) => `#${String(character.codePointAt(0))};`,
  );
}
