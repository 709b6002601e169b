import type { ChannelKind } from '../../model/channel-info';
import type { Drawing, DrawnChannel, DrawnSystem, LineKind } from './drawing';

export interface LineLook {
  readonly says: string;
  readonly colour: string;
  /** The line in plain characters. */
  readonly glyph: string;
}

export interface ChannelLook {
  readonly fill: string;
  readonly stroke: string;
}

/** Lines differ by pattern as well as by colour; the colours stay apart for colour-blind eyes. */
export const LINE_LOOKS: Readonly<Record<LineKind, LineLook>> = {
  write: { says: 'writes', colour: '#b45309', glyph: '——▶' },
  read: { says: 'reads', colour: '#0369a1', glyph: '——▶' },
  consume: { says: 'consumes', colour: '#6d28d9', glyph: '━━▶' },
  inbox: { says: 'feeds the inbox of', colour: '#475569', glyph: '·····▶' },
  own: { says: 'owns: reads and writes', colour: '#94a3b8', glyph: '◁ – –▷' },
};

/** Kinds differ by shape and by name as well as by colour. */
export const CHANNEL_LOOKS: Readonly<Record<ChannelKind, ChannelLook>> = {
  passthrough: { fill: '#f1f5f9', stroke: '#64748b' },
  broadcast: { fill: '#e0f2fe', stroke: '#0284c7' },
  'work-queue': { fill: '#ede9fe', stroke: '#7c3aed' },
  mailbox: { fill: '#fef3c7', stroke: '#d97706' },
  periodic: { fill: '#dcfce7', stroke: '#16a34a' },
  discovery: { fill: '#fce7f3', stroke: '#db2777' },
};

/** The kinds of line that `drawing` shows, in the order of the legend. */
export function lineKindsOf(drawing: Drawing): LineKind[] {
  const used = new Set(drawing.lines.map(({ kind }) => kind));
  return (Object.keys(LINE_LOOKS) as LineKind[]).filter((kind) => used.has(kind)); // keys of the record above
}

/** Every channel that `drawing` shows. */
export function channelsOf(drawing: Drawing): DrawnChannel[] {
  const inside = (system: DrawnSystem): DrawnChannel[] => [
    ...system.channels,
    ...system.children.flatMap(inside),
  ];
  return drawing.roots.flatMap(inside);
}

/** Text on one line that XML can hold: names may be anything. */
export function oneLine(text: string): string {
  return text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(/[\p{Cs}\uFFFE\uFFFF]/gu, '\uFFFD')
    .trim();
}
