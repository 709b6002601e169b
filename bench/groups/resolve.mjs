import { content } from '../harness/message.mjs';

const MANY = { batch: 1_000, batches: 300, warmupBatches: 100 };
/** A graph takes it so long that fewer have to do. */
const FEW = { batch: 100, batches: 100, warmupBatches: 30 };
const MESSAGES = { batch: 500, batches: 200, warmupBatches: 100 };

/** @param name of a function of `graphs.mjs` */
const resolveCase = (title, name, { objects = 7, counts = MANY } = {}) => ({
  title,
  ...counts,
  async prepare() {
    const graphs = await import('../harness/graphs.mjs');
    const { resolve, made, close } = await graphs[name]();
    return {
      async run(count) {
        for (let n = 0; n < count; n += 1) await resolve();
      },
      check: (resolved) => graphs.assertMade(made(), resolved, { title, objects }),
      close,
    };
  },
});

const handlerCase = (title, isDeep) => ({
  title,
  ...MESSAGES,
  async prepare() {
    const { openHandler } = await import('../harness/graphs.mjs');
    const { pass, check, close } = await openHandler({ isDeep });
    return {
      run: (count) => pass(count, content),
      check: (passed) => check(passed, content().quantity),
      close,
    };
  },
});

export const group = {
  name: 'resolve',
  title: 'Objects that are injected',
  about:
    'A graph of three levels and seven objects. The containers build it anew, behind one await each: compiled factories ' +
    'call each other, tsyringe and Nest look up what is registered (Nest makes a transient object once for each class that asks: three ' +
    'in place of seven); none of them sets up or stops anything. holon ' +
    'builds such a graph when it starts; for a message it asks no container. Therefore what is measured of it is a ' +
    'message, written and handled, of a system to which the graph was injected, beside one of a system without: the ' +
    'calls of the container and the objects that are made meanwhile are counted, and there have to be none.',
  cases: {
    'compiled factories': resolveCase('compiled factories', 'openFactories'),
    tsyringe: resolveCase('tsyringe', 'openTsyringe'),
    'nest, transient': resolveCase('nest, transient', 'openNest', { objects: 3, counts: FEW }),
    'holon, message without a graph': handlerCase('holon, message without a graph', false),
    'holon, message through a graph': handlerCase('holon, message through a graph', true),
  },
  rows: [
    {
      name: 'message handled by a system with a 3-level graph : without',
      ours: 'holon, message through a graph',
      limit: 'holon, message without a graph',
      goal: { of: 'holon, message without a graph', atMost: 1.1 },
    },
  ],
};
