/** Who calls many subscribers: holon, the floors, and what others would take for it. */
import { setImmediate } from 'node:timers';

import { StrictTopic, Topic } from '../floors/topic.mjs';
import { assertEqual, content, KEPT } from './message.mjs';

/**
 * Publishes one message at a time to `size` subscribers that do no I/O, and checks that each of them got every one.
 * @param open(size, handlerOf) connects `handlerOf(n)` for each n; answers `{ publish, settled, close }`, where
 *   `settled` waits for what `publish` does not wait for
 */
export const subscribersCase = (title, size, open, counts) => ({
  title,
  ...counts,
  async prepare() {
    const delivered = new Float64Array(size);
    const handlerOf = (n) => async () => {
      delivered[n] += 1;
    };
    const { publish, settled, close } = await open(size, handlerOf);
    return {
      async run(count) {
        for (let n = 0; n < count; n += 1) await publish(content());
        await settled?.();
      },
      check(written) {
        for (const [n, times] of delivered.entries())
          assertEqual(times, written, `${title}: messages of subscriber ${n}`);
      },
      close,
    };
  },
});

const each = (size, connect) => {
  for (let n = 0; n < size; n += 1) connect(n);
};

export async function openHolon(size, handlerOf) {
  const { holon } = await import('./holon.mjs');
  class Orders extends holon.BroadcastChannel {}
  const orders = new Orders({ id: 'orders', retention: { maxCount: KEPT } });
  await orders.start();
  for (let n = 0; n < size; n += 1) {
    const reader = new holon.ChannelClient(`reader-${n}`);
    reader.connect(Orders, orders);
    await reader.subscribe(Orders, handlerOf(n));
  }
  const writer = new holon.ChannelClient('writer');
  writer.connect(Orders, orders);
  return { publish: (body) => writer.write(Orders, body), close: () => orders.stop() };
}

const openTopic = (TopicClass) => async (size, handlerOf) => {
  const topic = new TopicClass(KEPT);
  each(size, (n) => topic.subscribers.push(handlerOf(n)));
  return { publish: (body) => topic.publish('writer', body) };
};
export const openFloor = openTopic(Topic);
export const openStrictFloor = openTopic(StrictTopic);

export async function openEventEmitter2(size, handlerOf) {
  const { default: eventemitter2 } = await import('eventemitter2');
  const emitter = new eventemitter2.EventEmitter2({ maxListeners: size });
  each(size, (n) => emitter.on('orders', handlerOf(n)));
  return { publish: (body) => emitter.emitAsync('orders', body) };
}

export async function openEmittery(size, handlerOf) {
  const { default: Emittery } = await import('emittery');
  const emitter = new Emittery();
  each(size, (n) => emitter.on('orders', handlerOf(n)));
  return { publish: (body) => emitter.emit('orders', body) };
}

export async function openMoleculer(size, handlerOf) {
  const { default: moleculer } = await import('moleculer');
  const broker = new moleculer.ServiceBroker({ logger: false });
  each(size, (n) =>
    broker.createService({ name: `reader-${n}`, events: { orders: handlerOf(n) } }),
  );
  await broker.start();
  return { publish: (body) => broker.emit('orders', body), close: () => broker.stop() };
}

/** A subscriber calls what it does when it is told, and `next` returns: nothing is awaited. */
export async function openRxjs(size, handlerOf) {
  const { Subject } = await import('rxjs');
  const subject = new Subject();
  each(size, (n) => subject.subscribe(handlerOf(n)));
  return { publish: (body) => subject.next(body), settled: turn };
}

/** Lets all that was begun, and does no I/O, come to its end. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** An application of Nest with a provider for each subscriber; decorators applied by hand, as nothing is compiled. */
async function nestContext(modules, providers) {
  await import('reflect-metadata');
  const { Module } = (await import('@nestjs/common')).default;
  const { NestFactory } = (await import('@nestjs/core')).default;
  class Root {}
  Module({ imports: modules, providers })(Root);
  return NestFactory.createApplicationContext(Root, { logger: false });
}

export async function openNestEmitter(size, handlerOf) {
  await import('reflect-metadata');
  const nest = (await import('@nestjs/event-emitter')).default;
  const readers = Array.from({ length: size }, (_, n) => {
    class Reader {
      onOrder = handlerOf(n);
      take(body) {
        return this.onOrder(body);
      }
    }
    const method = Object.getOwnPropertyDescriptor(Reader.prototype, 'take');
    nest.OnEvent('orders')(Reader.prototype, 'take', method);
    return Reader;
  });
  const module = nest.EventEmitterModule.forRoot({ maxListeners: size });
  const context = await nestContext([module], readers);
  const emitter = context.get(nest.EventEmitter2);
  return { publish: (body) => emitter.emitAsync('orders', body), close: () => context.close() };
}

/** `publish` returns before the handlers are done. */
export async function openNestCqrs(size, handlerOf) {
  await import('reflect-metadata');
  const nest = (await import('@nestjs/cqrs')).default;
  class OrderTaken {
    constructor(body) {
      this.body = body;
    }
  }
  const readers = Array.from({ length: size }, (_, n) => {
    class Reader {
      handle = handlerOf(n);
    }
    nest.EventsHandler(OrderTaken)(Reader);
    return Reader;
  });
  const context = await nestContext([nest.CqrsModule.forRoot()], readers);
  const bus = context.get(nest.EventBus);
  return {
    publish: (body) => bus.publish(new OrderTaken(body)),
    settled: turn,
    close: () => context.close(),
  };
}
