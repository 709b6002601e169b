import { planDrawing, type DrawnSystem } from '../../../../src/cli/graph/drawing';
import type { Topology } from '../../../../src/model/topology';
import { channelNode, edges, plant, systemNode } from '../topology-fixture';

const bare: Topology = {
  rootId: 'r',
  systems: [systemNode('r')],
  channels: [],
  edges: [],
  inboxes: [],
};

function outline(system: DrawnSystem): unknown[] {
  const times = system.replicas > 1 ? `×${system.replicas}` : '';
  const inside = [
    ...system.channels.map(({ node }) => `(${node.info.id})`),
    ...system.children.map(outline),
  ];
  return [`${system.id}${times}${system.hasBox ? '' : ' frame only'}`, ...inside];
}

describe('planDrawing', () => {
  it('nests systems in their parents and channels in the frame of their owner', () => {
    expect(planDrawing(plant).roots.map(outline)).toEqual([
      [
        'station frame only',
        ...['(probe)', '(samples)', '(findings)', '(alerts)', '(registry)', '(scratch)'],
        ['sampler'],
        ['analyst×3'],
        ['oncall', '(notes)', ['first'], ['second']],
        ['formatter'],
        ['monitor'],
      ],
    ]);
  });

  it('points arrows the way messages flow, once where replicas would repeat them', () => {
    const { roots, lines } = planDrawing(plant);
    const names = new Map<string, string>();
    const collect = (system: DrawnSystem): void => {
      names.set(system.key, system.id);
      for (const { key, node } of system.channels) names.set(key, node.info.id);
      system.children.forEach(collect);
    };
    roots.forEach(collect);
    expect(
      lines.map(({ from, to, kind }) => `${names.get(from)} ${kind} ${names.get(to)}`).sort(),
    ).toEqual([
      'alerts read first',
      'alerts read second',
      'analyst write alerts',
      'analyst write findings',
      'findings read formatter',
      'first write notes',
      'formatter inbox monitor',
      'monitor own scratch',
      'notes read second',
      'oncall own notes',
      'probe consume sampler',
      'registry read oncall',
      'sampler write samples',
      'samples consume analyst',
    ]);
  });

  it('leaves out the ownership that another line implies', () => {
    const { lines } = planDrawing({
      ...bare,
      channels: [channelNode('c', 'broadcast', 'r')],
      edges: edges('r', { own: ['c'], consume: ['c'], read: ['c'] }),
    });
    expect(lines.map(({ kind }) => kind)).toEqual(['consume']);
  });

  it('folds what stands inside each replica, and keeps two groups of one class apart', () => {
    const systems = [
      systemNode('r'),
      ...['a', 'b'].flatMap((group) =>
        [1, 2].flatMap((replica) => {
          const id = `${group}-${replica}`;
          return [
            systemNode(id, 'r', { className: 'Worker', replica }),
            systemNode(`${id}-probe`, id, { className: 'Probe' }),
          ];
        }),
      ),
    ];
    expect(planDrawing({ ...bare, systems }).roots.map(outline)).toEqual([
      [
        'r frame only',
        ['a×2 frame only', [expect.stringMatching(/^a×2/)]],
        ['b×2 frame only', [expect.stringMatching(/^b×2/)]],
      ],
    ]);
  });

  it('keeps a single replica as it is', () => {
    const systems = [systemNode('r'), systemNode('w-1', 'r', { replica: 1 })];
    expect(planDrawing({ ...bare, systems }).roots.map(outline)).toEqual([
      ['r frame only', ['w-1']],
    ]);
  });

  it('draws an app of one system', () => {
    expect(planDrawing(bare).roots.map(outline)).toEqual([['r']]);
  });
});
