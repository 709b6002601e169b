/**
 * What a drawing shows of a topology, whatever the format: replicas folded into one box, parents as frames around
 * their subsystems and the channels they own, and one line where several would say the same.
 */
import type { ChannelNode, SystemNode, Topology } from '../../model/topology';

export type LineKind = 'write' | 'read' | 'consume' | 'own' | 'inbox';

/** The root and every parent is a frame; its own box stands in the frame when lines end at it. All others are a box. */
export interface DrawnSystem {
  /** `s0`, `s1`, …: safe in every format. */
  readonly key: string;
  readonly id: string;
  readonly name: string;
  readonly replicas: number;
  readonly description: string;
  readonly isFrame: boolean;
  readonly hasBox: boolean;
  readonly children: readonly DrawnSystem[];
  /** What it owns, and what subsystems without a frame own. */
  readonly channels: readonly DrawnChannel[];
}

export interface DrawnChannel {
  /** `c0`, `c1`, … */
  readonly key: string;
  readonly node: ChannelNode;
}

/** Messages flow from `from` to `to`; `own` flows both ways. Both are keys. */
export interface DrawnLine {
  readonly from: string;
  readonly to: string;
  readonly kind: LineKind;
}

export interface Drawing {
  readonly roots: readonly DrawnSystem[];
  readonly lines: readonly DrawnLine[];
}

/** Plans the drawing of `topology`. */
export function planDrawing(topology: Topology): Drawing {
  const folds = foldReplicas(topology.systems);
  const keyOf = (systemId: string): string => folds.get(systemId)?.key ?? '';
  const channels = topology.channels.map((node, index) => ({ key: `c${String(index)}`, node }));
  const channelKeys = new Map(channels.map(({ key, node }) => [node.info.id, key]));

  const lines = [
    ...channelLines(topology, keyOf, (id) => channelKeys.get(id) ?? ''),
    ...topology.inboxes.map(({ fromId, toId }): DrawnLine => ({
      from: keyOf(fromId),
      to: keyOf(toId),
      kind: 'inbox',
    })),
  ];
  const drawn = withoutRepeats(lines);
  const flowing = new Set(
    drawn.filter(({ kind }) => kind !== 'own').flatMap(({ from, to }) => [from, to]),
  );

  const draw = (fold: Fold): DrawnSystem => {
    const children = [...new Set(folds.values())]
      .filter((other) => other.parent === fold)
      .map(draw);
    const isFrame = children.length > 0 || fold.parent === undefined;
    const owners = [fold, ...children.filter(({ isFrame }) => !isFrame)].map(({ key }) => key);
    const owned = isFrame
      ? channels.filter(({ node }) => owners.includes(keyOf(node.ownerId)))
      : [];
    return {
      key: fold.key,
      id: commonName(fold.members.map(({ id }) => id)),
      name: commonName(fold.members.map(({ name }) => name)),
      replicas: fold.members.length,
      description: fold.members[0]?.descriptor.description ?? '',
      isFrame,
      hasBox: children.length === 0 || flowing.has(fold.key),
      children,
      channels: owned,
    };
  };
  const roots = [...new Set(folds.values())].filter(({ parent }) => parent === undefined).map(draw);
  const boxes = new Set(roots.flatMap(boxKeys));
  // A frame without a box shows what it owns by what stands in it.
  return { roots, lines: drawn.filter((line) => line.kind !== 'own' || boxes.has(line.from)) };
}

interface Fold {
  readonly key: string;
  readonly parent: Fold | undefined;
  readonly members: SystemNode[];
}

/** Replicas of one system, and what stands at the same place inside each of them, share a fold. */
function foldReplicas(systems: readonly SystemNode[]): ReadonlyMap<string, Fold> {
  const folds = new Map<string, Fold>();
  const byPlace = new Map<string, Fold>();
  const seen = new Map<string, number>();
  for (const system of systems) {
    const sort = JSON.stringify([system.parentId, system.className]);
    const isNext = system.replica !== undefined && system.replica > 1;
    const ordinal = (seen.get(sort) ?? 0) + (isNext ? 0 : 1);
    seen.set(sort, ordinal);

    const parent = system.parentId === undefined ? undefined : folds.get(system.parentId);
    const place = JSON.stringify([parent?.key, system.className, ordinal]);
    const fold = byPlace.get(place) ?? { key: `s${String(byPlace.size)}`, parent, members: [] };
    fold.members.push(system);
    byPlace.set(place, fold);
    folds.set(system.id, fold);
  }
  return folds;
}

function channelLines(
  topology: Topology,
  systemKey: (id: string) => string,
  channelKey: (id: string) => string,
): DrawnLine[] {
  const lines = topology.edges.map(({ systemId, channelId, mode }): DrawnLine => {
    const [system, channel] = [systemKey(systemId), channelKey(channelId)];
    return mode === 'write' || mode === 'own'
      ? { from: system, to: channel, kind: mode }
      : { from: channel, to: system, kind: mode };
  });
  const shown = new Set(lines.map(lineKey));
  const says = (from: string, to: string, kind: LineKind): boolean =>
    shown.has(lineKey({ from, to, kind }));
  // To consume is to read, and who owns a channel may do all of it: the line that says more stays.
  return lines.filter(({ from, to, kind }) => {
    if (kind === 'read') return !says(from, to, 'consume');
    if (kind !== 'own') return true;
    return !says(from, to, 'write') && !says(to, from, 'read') && !says(to, from, 'consume');
  });
}

function withoutRepeats(lines: readonly DrawnLine[]): DrawnLine[] {
  return [...new Map(lines.map((line) => [lineKey(line), line])).values()];
}

function lineKey({ from, to, kind }: DrawnLine): string {
  return `${from} ${kind} ${to}`;
}

function boxKeys(system: DrawnSystem): string[] {
  return [...(system.hasBox ? [system.key] : []), ...system.children.flatMap(boxKeys)];
}

/** `analyst` for `analyst-1`, `analyst-2`, …; the name itself where there is one. */
function commonName(names: readonly string[]): string {
  const [first = '', ...others] = names;
  if (others.every((other) => other === first)) return first;
  let length = first.length;
  for (const other of others) {
    while (!other.startsWith(first.slice(0, length))) length -= 1;
  }
  return first.slice(0, length).replace(/[\s\-_.:/#[(]+$/u, '') || first;
}
