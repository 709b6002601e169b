import { Topic, StrictTopic } from '../floors/topic.mjs';
import { assertEqual, content, KEPT } from '../harness/message.mjs';

const SIZES = [1, 10, 100];

/** @param open(count, handler) connects `count` subscribers; answers how one message is published */
const fanOut = (title, size, open) => ({
  title,
  batch: 500,
  batches: size === 100 ? 100 : 400,
  warmupBatches: size === 100 ? 40 : 200,
  async prepare() {
    let delivered = 0;
    const handler = async () => {
      delivered += 1;
    };
    const { publish, close } = await open(size, handler);
    return {
      async run(count) {
        for (let n = 0; n < count; n += 1) await publish(content());
      },
      check: (written) => assertEqual(delivered, written * size, `${title} delivered`),
      close,
    };
  },
});

async function openHolon(count, handler) {
  const { holon } = await import('../harness/holon.mjs');
  class Orders extends holon.BroadcastChannel {}
  const orders = new Orders({ id: 'orders', retention: { maxCount: KEPT } });
  await orders.start();
  for (let n = 0; n < count; n += 1) {
    const reader = new holon.ChannelClient(`reader-${n}`);
    reader.connect(Orders, orders);
    await reader.subscribe(Orders, handler);
  }
  const writer = new holon.ChannelClient('writer');
  writer.connect(Orders, orders);
  return { publish: (body) => writer.write(Orders, body), close: () => orders.stop() };
}

const openTopic = (TopicClass) => async (count, handler) => {
  const topic = new TopicClass(KEPT);
  topic.subscribers = Array.from({ length: count }, () => (message) => handler(message));
  return { publish: (body) => topic.publish('writer', body) };
};

async function openEventEmitter2(count, handler) {
  const { default: eventemitter2 } = await import('eventemitter2');
  const emitter = new eventemitter2.EventEmitter2({ maxListeners: count });
  for (let n = 0; n < count; n += 1) emitter.on('orders', (message) => handler(message));
  return { publish: (body) => emitter.emitAsync('orders', body) };
}

async function openEmittery(count, handler) {
  const { default: Emittery } = await import('emittery');
  const emitter = new Emittery();
  for (let n = 0; n < count; n += 1) emitter.on('orders', (message) => handler(message));
  return { publish: (body) => emitter.emit('orders', body) };
}

async function openMoleculer(count, handler) {
  const { default: moleculer } = await import('moleculer');
  const broker = new moleculer.ServiceBroker({ logger: false });
  for (let n = 0; n < count; n += 1) {
    broker.createService({
      name: `reader-${n}`,
      events: { orders: (context) => handler(context) },
    });
  }
  await broker.start();
  return { publish: (body) => broker.emit('orders', body), close: () => broker.stop() };
}

const cases = {};
const rows = [];
for (const size of SIZES) {
  const at = (name) => `${name}/${size}`;
  cases[at('floor')] = fanOut('floor', size, openTopic(Topic));
  cases[at('strict floor')] = fanOut('strict floor', size, openTopic(StrictTopic));
  cases[at('holon')] = fanOut('holon', size, openHolon);
  cases[at('moleculer')] = fanOut('moleculer', size, openMoleculer);
  cases[at('emittery')] = fanOut('emittery', size, openEmittery);
  cases[at('eventemitter2')] = fanOut('eventemitter2', size, openEventEmitter2);
  const peers = ['moleculer', 'emittery', 'eventemitter2'].map(at);
  const name = `write → ${size} awaited, isolated, stored`;
  const row = { name, ours: at('holon'), peers, limit: at('floor'), strict: at('strict floor') };
  rows.push({ ...row, goal: { of: at('floor'), atMost: 1.5 } });
  const toMoleculer = { 1: 1, 10: 1 / 3, 100: 1 / 6 }[size];
  rows.push({
    ...row,
    name: `${name}, beside Moleculer`,
    goal: { of: at('moleculer'), atMost: toMoleculer },
  });
}

export const group = {
  name: 'fan-out',
  title: 'A write and its awaited subscribers',
  about:
    'One write awaited at a time; async subscribers that do no I/O. The floor checks the envelope and the right to ' +
    `write, gives time and id, keeps the last ${KEPT} messages and calls every subscriber in isolation. The strict ` +
    'floor also copies and freezes the content and stores an id once, as holon does. Moleculer isolates and stores ' +
    'nothing; emittery and eventemitter2 neither isolate nor store.',
  cases,
  rows,
};
