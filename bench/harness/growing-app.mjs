/** Apps of so many channels or systems, and the least that does their work. */
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import { clearInterval, setInterval } from 'node:timers';

import { StrictTopic } from '../floors/topic.mjs';
import { holon } from './holon.mjs';

const require = createRequire(import.meta.url);
const quiet = { logger: holon.silentLogger };

/** An app that owns `count` channels, launched; `write(n, body)` writes to one of them. All messages are kept. */
export async function openChannels(count) {
  const classes = Array.from({ length: count }, (_, n) => {
    class Orders extends holon.PassthroughChannel {}
    holon.Channel({ id: `orders-${n}` })(Orders);
    return Orders;
  });
  const access = holon.channelAccess({ own: classes });
  class Root {}
  holon.System({ id: 'root', channels: access })(Root);
  const app = await holon.createApp(Root, quiet);
  await app.launch();
  const client = app.client(access, 'writer');
  return {
    write: (n, body) => client.write(classes[n], body),
    async count() {
      let all = 0;
      for (const one of classes) all += (await client.host(one).stats()).count;
      return all;
    },
    close: () => app.drain({ timeoutMs: 1_000 }),
  };
}

/** The strict floor of a write, `count` times, found by id. @param messages for which there is room in all of them */
export async function openTopics(count, messages = 0) {
  const topics = new Map();
  const roomEach = Math.ceil(messages / count) + 1;
  for (let n = 0; n < count; n += 1) topics.set(`orders-${n}`, new StrictTopic(roomEach));
  return {
    write: (n, body) => topics.get(`orders-${n}`).publish('writer', body),
    count: async () => [...topics.values()].reduce((sum, topic) => sum + topic.kept(), 0),
    close: async () => undefined,
  };
}

/** An app with `count` systems below its root, launched: each has been set up and ticks; `ticked` says how many have. */
export async function openSystems(count) {
  let ready = 0;
  const ticked = new Set();
  class Root {}
  for (let n = 0; n < count; n += 1) {
    class Child {
      setup() {
        ready += 1;
      }
      step() {
        ticked.add(n);
      }
    }
    holon.System({ id: `child-${n}`, ticksPerSecond: 1 })(Child);
    holon.Subsystem(Child, { channels: [] })(Root.prototype, `child${n}`);
  }
  holon.System({ id: 'root' })(Root);
  const app = await holon.createApp(Root, quiet);
  await app.launch();
  return {
    ready: () => ready,
    ticked: () => ticked.size,
    close: () => app.drain({ timeoutMs: 1_000 }),
  };
}

/** Objects made with `new`, set up, and a timer each. */
export async function openObjects(count) {
  let ready = 0;
  const ticked = new Set();
  const timers = [];
  for (let n = 0; n < count; n += 1) {
    class Child {
      async setup() {
        ready += 1;
      }
      step() {
        ticked.add(n);
      }
    }
    const child = new Child();
    await child.setup();
    timers.push(setInterval(() => child.step(), 1_000));
  }
  return {
    ready: () => ready,
    ticked: () => ticked.size,
    async close() {
      for (const timer of timers) clearInterval(timer);
    },
  };
}

/** Classes that tsyringe registers and resolves; nothing is set up by it, nothing ticks. */
export async function openTsyringe(count) {
  const { container, injectable } = require('tsyringe');
  let ready = 0;
  const classes = Array.from({ length: count }, () => {
    class Child {
      constructor() {
        ready += 1;
      }
    }
    injectable()(Child);
    return Child;
  });
  for (const one of classes) container.registerSingleton(one);
  for (const one of classes) container.resolve(one);
  return { ready: () => ready, close: async () => undefined };
}

/** An application context of Nest with a provider for each; nothing ticks. */
export async function openNest(count) {
  const { Module } = require('@nestjs/common');
  const { NestFactory } = require('@nestjs/core');
  let ready = 0;
  const providers = Array.from(
    { length: count },
    () =>
      class Child {
        onModuleInit() {
          ready += 1;
        }
      },
  );
  class Root {}
  Module({ providers })(Root);
  const context = await NestFactory.createApplicationContext(Root, { logger: false });
  return { ready: () => ready, close: () => context.close() };
}

/** Milliseconds of what `open` does, in a process that has loaded its packages and compiled nothing of them. */
export async function timeOnce(open) {
  const startMs = performance.now();
  const opened = await open();
  return { tookMs: performance.now() - startMs, opened };
}
