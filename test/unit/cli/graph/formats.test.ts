import fc from 'fast-check';
import { toDot } from '../../../../src/cli/graph/dot';
import { toJson } from '../../../../src/cli/graph/json';
import { toMermaid } from '../../../../src/cli/graph/mermaid';
import { toSvg } from '../../../../src/cli/graph/svg';
import type { Topology } from '../../../../src/model/topology';
import { channelNode, edges, plant, systemNode } from '../topology-fixture';

/** One system and one channel, all texts of which are `text`. */
function named(text: string): Topology {
  const system = systemNode(text, undefined, { name: text });
  const channel = channelNode(text, 'mailbox', text, 'public', text);
  return {
    rootId: text,
    systems: [{ ...system, descriptor: { ...system.descriptor, description: text } }],
    channels: [{ ...channel, contentName: text, info: { ...channel.info, description: text } }],
    edges: edges(text, { write: [text] }),
    inboxes: [],
  };
}
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '"',
    "'",
    '\n',
    '\r\n',
    '<',
    ']',
    '`',
    '#quot;',
    '&lt;',
    '\\',
    '\\N',
    'end',
    '>>',
    '"]',
    '%%',
  ),
  fc
    .array(fc.constantFrom('"', '\n', '<b>', '</', ']', '\\', '&', '#', ';', 'é', '𝕏', 'end'), {
      maxLength: 8,
    })
    .map((parts) => parts.join('')),
);

describe('toMermaid', () => {
  it('draws kinds as shapes, public ones thicker, and says on each arrow what it does', () => {
    const text = toMermaid(plant);
    expect(text).toContain('c1[("Samples<br/><small>work-queue</small>")]');
    expect(text).toContain('c2{{"Findings<br/><small>broadcast · public</small>"}}');
    expect(text).toContain('style c2 stroke-width:4px');
    expect(text).toContain('s2["Analyst ×3<br/><small>analyst</small>"]');
    expect(text).toMatch(/subgraph f_s3 .*\n {6}s3/);
    expect(text).toContain('c1 ==>|consumes| s2');
    expect(text).toContain('s6 -.->|feeds the inbox of| s7');
  });

  it('lets no name out of its label', () => {
    const labels = /"[^"]*"/g;
    const skeleton = (text: string): string => toMermaid(named(text)).replace(labels, 'L');
    fc.assert(
      fc.property(hostile, (text) => {
        expect(skeleton(text)).toBe(skeleton('plain'));
        for (const label of toMermaid(named(text)).match(labels) ?? []) {
          const bare = label
            .slice(1, -1)
            .replaceAll(/<br\/>|<\/?small>/g, '')
            .replaceAll(/#\d+;/g, '');
          expect(bare).toMatch(/^[\p{L}\p{M}\p{N} .,:·×-]*$/u);
        }
      }),
    );
  });
});

describe('toDot', () => {
  it('draws parents as clusters and kinds as shapes, with a legend of what occurs', () => {
    const text = toDot(plant);
    expect(text).toMatch(/subgraph cluster_s0 \{[^]*subgraph cluster_s3 \{[^]*\n {4}\}\n/);
    expect(text).toMatch(/c1 \[shape=cylinder.*<b>Samples<\/b>/);
    expect(text).toMatch(/c2 \[shape=hexagon.*peripheries=2/);
    expect(text).toMatch(/s6 -> s7 \[style=dotted/);
    expect(text).toMatch(/label=<.*consumes.*work-queue.*>;/);
    expect(toDot(named('a'))).not.toMatch(/label=<.*consumes.*>;/);
  });

  it('lets no name out of its label', () => {
    const labels = /label=<<b>[^<>"]*<\/b>.*?<br align="\w+"\/>>|tooltip="[^"]*"/g;
    const skeleton = (text: string): string => toDot(named(text)).replace(labels, 'L');
    fc.assert(
      fc.property(hostile, (text) => {
        expect(skeleton(text)).toBe(skeleton('plain'));
        for (const tooltip of toDot(named(text)).match(/tooltip="[^"]*"/g) ?? []) {
          expect(tooltip).not.toContain('\\');
        }
      }),
    );
  });
});

describe('toJson', () => {
  it('is the topology itself', () => {
    expect(JSON.parse(toJson(plant))).toEqual(plant);
  });
});

describe('toSvg', () => {
  it('lays out the DOT document', async () => {
    const layout = jest.fn((_dot: string, _format: 'svg', _engine: 'dot') => '<svg/>');
    const load = async () => ({ layout });
    expect(await toSvg(plant, () => ({ Graphviz: { load } }))).toBe('<svg/>');
    expect(layout).toHaveBeenCalledWith(toDot(plant), 'svg', 'dot');
  });

  it('names the package to install when it is missing', async () => {
    const missing = (): never => {
      throw new Error('Cannot find module');
    };
    await expect(toSvg(plant, missing)).rejects.toMatchObject({
      code: 'HOLON_DEPENDENCY_MISSING',
      hint: expect.stringContaining('npm install @hpcc-js/wasm-graphviz'),
    });
  });
});
