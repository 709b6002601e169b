/** A graph of three levels and seven objects, as containers build it: a top on two middles, each on two leaves. */
import { createRequire } from 'node:module';

import { assertEqual } from './message.mjs';

const require = createRequire(import.meta.url);
const requireOfHolon = createRequire(new URL('../../package.json', import.meta.url));

/** Its three classes, fresh ones; `made` counts their instances. */
function createGraph() {
  let made = 0;
  class Leaf {
    constructor() {
      made += 1;
    }
    add(value) {
      return value + 1;
    }
  }
  class Middle {
    constructor(left, right) {
      made += 1;
      this.left = left;
      this.right = right;
    }
    add(value) {
      return this.right.add(this.left.add(value));
    }
  }
  class Top {
    constructor(left, right) {
      made += 1;
      this.left = left;
      this.right = right;
    }
    add(value) {
      return this.right.add(this.left.add(value));
    }
  }
  return { Leaf, Middle, Top, made: () => made };
}

/** What TypeScript notes of the constructors. */
function noteTypes({ Leaf, Middle, Top }) {
  Reflect.defineMetadata('design:paramtypes', [], Leaf);
  Reflect.defineMetadata('design:paramtypes', [Leaf, Leaf], Middle);
  Reflect.defineMetadata('design:paramtypes', [Middle, Middle], Top);
}

/** @returns `resolve`, which builds a whole graph anew, and how many objects were made */
export function openFactories() {
  const graph = createGraph();
  const { Leaf, Middle, Top } = graph;
  const factories = new Map();
  factories.set(Leaf, () => new Leaf());
  const leaf = factories.get(Leaf);
  factories.set(Middle, () => new Middle(leaf(), leaf()));
  const middle = factories.get(Middle);
  factories.set(Top, () => new Top(middle(), middle()));
  return { resolve: () => factories.get(Top)(), made: graph.made };
}

export function openTsyringe() {
  require('reflect-metadata');
  const { container, injectable } = require('tsyringe');
  const graph = createGraph();
  noteTypes(graph);
  for (const one of [graph.Leaf, graph.Middle, graph.Top]) injectable()(one);
  return { resolve: () => container.resolve(graph.Top), made: graph.made };
}

/** Transient providers: Nest makes one for each class that asks, three objects in place of seven. Its `resolve` is asynchronous. */
export async function openNest() {
  require('reflect-metadata');
  const { Injectable, Module, Scope } = require('@nestjs/common');
  const { ModuleRef, NestFactory } = require('@nestjs/core');
  const graph = createGraph();
  noteTypes(graph);
  const providers = [graph.Leaf, graph.Middle, graph.Top];
  for (const one of providers) Injectable({ scope: Scope.TRANSIENT })(one);
  class Root {}
  Module({ providers })(Root);
  const context = await NestFactory.createApplicationContext(Root, { logger: false });
  const modules = context.get(ModuleRef);
  const madeAtStart = graph.made();
  return {
    resolve: () => modules.resolve(graph.Top, undefined, { strict: false }),
    made: () => graph.made() - madeAtStart,
    close: () => context.close(),
  };
}

/** How often the container of holon was asked in this process. */
function countResolves() {
  const { container } = requireOfHolon('tsyringe');
  const prototype = Object.getPrototypeOf(container);
  const { resolve } = prototype;
  let calls = 0;
  prototype.resolve = function counted(...words) {
    calls += 1;
    return resolve.apply(this, words);
  };
  return () => calls;
}

/**
 * A system that handles messages, launched; `pass(count)` writes so many and waits until all are handled, `check` that
 * the container had no part in it.
 * @param isDeep its handler calls a graph that was injected; otherwise it adds by itself
 */
export async function openHandler({ isDeep }) {
  const { holon } = await import('./holon.mjs');
  const resolves = countResolves();
  const graph = createGraph();
  const { Leaf, Middle, Top } = graph;
  noteTypes(graph);
  for (const one of [Leaf, Middle, Top]) holon.Injectable()(one);
  const added = isDeep ? 4 : 0;
  let handled = 0;
  let sum = 0;
  let wanted = { count: 0, resolve: () => undefined };

  class Orders extends holon.PassthroughChannel {}
  holon.Channel({ id: 'orders', retention: { maxCount: 65_536 } })(Orders);
  const handle = (quantity) => {
    sum += quantity;
    handled += 1;
    if (handled === wanted.count) wanted.resolve();
  };
  class Bare {
    take({ content }) {
      handle(content.quantity);
    }
  }
  class Deep {
    constructor(top) {
      this.top = top;
    }
    take({ content }) {
      handle(this.top.add(content.quantity));
    }
  }
  const Root = isDeep ? Deep : Bare;
  const access = holon.channelAccess({ own: [Orders] });
  const method = Object.getOwnPropertyDescriptor(Root.prototype, 'take');
  holon.Consume(Orders)(Root.prototype, 'take', method);
  if (isDeep) Reflect.defineMetadata('design:paramtypes', [Top], Root);
  const providers = isDeep ? [Leaf, Middle, Top] : [];
  holon.System({ id: 'root', channels: access, providers })(Root);
  const app = await holon.createApp(Root, { logger: holon.silentLogger });
  await app.launch();
  const client = app.client(access, 'writer');
  const atStart = { resolves: resolves(), made: graph.made() };
  if (isDeep && atStart.resolves === 0) throw new Error('the container was not asked at the start');

  return {
    async pass(count, content) {
      const done = new Promise((resolve) => {
        wanted = { count: handled + count, resolve };
      });
      for (let n = 0; n < count; n += 1) await client.write(Orders, content());
      await done;
    },
    check(passed, quantity) {
      assertEqual(handled, passed, 'messages handled');
      assertEqual(sum, passed * (quantity + added), 'what the handler added up');
      assertEqual(resolves(), atStart.resolves, 'calls of the container');
      assertEqual(graph.made(), atStart.made, 'objects of the graph');
    },
    close: () => app.drain({ timeoutMs: 1_000 }),
  };
}

export const assertMade = (made, graphs, { title, objects }) =>
  assertEqual(made, graphs * objects, `${title}: objects made`);
