import { HolonError } from '../../errors/holon-error';
import type { Topology } from '../../model/topology';
import { toDot } from './dot';

const PACKAGE = '@hpcc-js/wasm-graphviz';

/** The part of the package that is used. */
export interface GraphvizPackage {
  readonly Graphviz: {
    load(): Promise<{ layout(dot: string, format: 'svg', engine: 'dot'): string }>;
  };
}

/**
 * The topology as an SVG image, laid out by Graphviz compiled to WebAssembly.
 * @throws HOLON_DEPENDENCY_MISSING when the optional package is not installed
 */
export async function toSvg(
  topology: Topology,
  loadPackage: () => GraphvizPackage = requirePackage,
): Promise<string> {
  const { Graphviz } = openPackage(loadPackage);
  const graphviz = await Graphviz.load();
  return graphviz.layout(toDot(topology), 'svg', 'dot');
}

function openPackage(loadPackage: () => GraphvizPackage): GraphvizPackage {
  try {
    return loadPackage();
  } catch (cause) {
    throw new HolonError('HOLON_DEPENDENCY_MISSING', `Drawing SVG needs ${PACKAGE}`, {
      hint: `npm install ${PACKAGE}, or draw with --format mermaid or dot.`,
      cause,
    });
  }
}

function requirePackage(): GraphvizPackage {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- optional and heavy; the interface above is its documented part
  return require(PACKAGE) as GraphvizPackage;
}
