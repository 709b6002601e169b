import { HolonError } from '../../errors/holon-error';
import { invalidRequest } from './answer';
import { RequestRefusal } from './request-refusal';
import type { HttpRoute } from './route';

/** A place in the tree of paths. */
interface Node {
  readonly children: Map<string, Node>;
  any: Node | undefined;
  readonly routes: Map<string, HttpRoute>;
}

export interface RouteMatch {
  readonly route: HttpRoute;
  readonly params: readonly string[];
}

const NO_PARAMS: readonly string[] = Object.freeze([]);

/** Finds the route for a method and a path. */
export class RouteTable {
  private readonly root = emptyNode();

  constructor(routes: Iterable<HttpRoute>) {
    for (const route of routes) this.add(route);
  }

  /**
   * Undefined where no route has this path.
   * @throws HOLON_INVALID_REQUEST, with status 405 where the path is there but not the method
   */
  match(method: string, path: string): RouteMatch | undefined {
    let node = this.root;
    let params: string[] | undefined;
    for (let start = 1; start <= path.length;) {
      const slash = path.indexOf('/', start);
      const end = slash === -1 ? path.length : slash;
      const segment = path.slice(start, end);
      const next = node.children.get(segment);
      if (next !== undefined) node = next;
      else if (node.any !== undefined && segment !== '') {
        (params ??= []).push(segment);
        node = node.any;
      } else return undefined;
      start = end + 1;
    }
    if (node.routes.size === 0) return undefined;
    const route = node.routes.get(method === 'HEAD' ? 'GET' : method);
    if (route === undefined) throw notAllowed(method, node);
    return { route, params: params === undefined ? NO_PARAMS : params.map(decode) };
  }

  private add(route: HttpRoute): void {
    let node = this.root;
    for (const segment of route.pattern.slice(1).split('/')) {
      if (segment.startsWith('{')) node = node.any ??= emptyNode();
      else {
        const next = node.children.get(segment) ?? emptyNode();
        node.children.set(segment, next);
        node = next;
      }
    }
    if (node.routes.has(route.method)) {
      throw new HolonError('HOLON_WRONG_STATE', `Two routes are ${route.method} ${route.pattern}`);
    }
    node.routes.set(route.method, route);
  }
}

function emptyNode(): Node {
  return { children: new Map(), any: undefined, routes: new Map() };
}

function decode(segment: string): string {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    throw invalidRequest('The path has percent-encoding that is not UTF-8');
  }
}

function notAllowed(method: string, { routes }: Node): RequestRefusal {
  const known = [...routes.keys()];
  const allowed = [...known, ...(routes.has('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');
  return new RequestRefusal('HOLON_INVALID_REQUEST', `There is no ${method} here`, {
    status: method === 'OPTIONS' ? 204 : 405,
    headers: ['Allow', allowed],
    hint: `Use ${allowed}.`,
  });
}
