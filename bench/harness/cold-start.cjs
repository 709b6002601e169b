/**
 * What is started cold: `node cold-start.cjs <name> <folder>` prints `ready` when it is, and then, when the clock has
 * stopped, what can be checked: how many parts were set up, and where it listens.
 */
const { createRequire } = require('node:module');
const { join, resolve } = require('node:path');

const root = resolve(__dirname, '../..');
const dist = resolve(process.env.HOLON_DIST ?? join(root, 'dist'));
const fromRoot = createRequire(join(root, 'package.json'));
const SECRET = 'a secret of at least thirty-two bytes';

const [name, folder] = process.argv.slice(2);

/** @param seen what there is to see of it: `{ parts, url }`, either of which may be missing */
const ready = (seen = () => ({})) => {
  process.stdout.write('ready\n', () => process.stdout.write(`${JSON.stringify(seen())}\n`));
};

const urlOf = (server) => `http://127.0.0.1:${server.address().port}`;

const starts = {
  node: () => ready(),

  async holon() {
    const holon = require(dist);
    class Root {}
    let parts = 0;
    for (let n = 0; n < 100; n += 1) {
      class Child {
        setup() {
          parts += 1;
        }
      }
      holon.System({ id: `child-${n}`, ticksPerSecond: 1 })(Child);
      holon.Subsystem(Child, { channels: [] })(Root.prototype, `child${n}`);
    }
    holon.System({ id: 'root' })(Root);
    const app = await holon.createApp(Root, { logger: holon.silentLogger });
    await app.launch();
    ready(() => ({ parts }));
  },

  async holonListening() {
    const holon = require(dist);
    class Orders extends holon.PassthroughChannel {}
    holon.Channel({ id: 'orders', visibility: 'public' })(Orders);
    class Root {}
    holon.System({ id: 'root', channels: holon.channelAccess({ own: [Orders] }) })(Root);
    const app = await holon.createApp(Root, {
      store: `sqlite:${folder}/orders.db`,
      security: new holon.JwtSecurity({ secret: SECRET }),
      logger: holon.silentLogger,
    });
    const { url } = await app.publish({ port: 0 });
    ready(() => ({ url }));
  },

  tsyringe() {
    require('reflect-metadata');
    const { container, injectable } = require('tsyringe');
    let parts = 0;
    const classes = Array.from({ length: 100 }, () => {
      class Service {
        constructor() {
          parts += 1;
        }
      }
      injectable()(Service);
      return Service;
    });
    for (const one of classes) container.registerSingleton(one);
    for (const one of classes) container.resolve(one);
    ready(() => ({ parts }));
  },

  bareListening() {
    const express = require('express');
    require('jsonwebtoken');
    const Database = fromRoot('better-sqlite3');
    const database = new Database(`${folder}/orders.db`);
    database.pragma('journal_mode = WAL');
    database.exec('CREATE TABLE messages (id INTEGER PRIMARY KEY, content TEXT)');
    const server = express().listen(0, '127.0.0.1', () => ready(() => ({ url: urlOf(server) })));
  },

  async nest() {
    require('reflect-metadata');
    const { Module } = require('@nestjs/common');
    const { NestFactory } = require('@nestjs/core');
    class Root {}
    Module({})(Root);
    const app = await NestFactory.create(Root, { logger: false });
    await app.listen(0, '127.0.0.1');
    ready(() => ({ url: urlOf(app.getHttpServer()) }));
  },

  async moleculer() {
    const { ServiceBroker } = require('moleculer');
    const broker = new ServiceBroker({ logger: false });
    await broker.start();
    // The services that a broker brings itself: of one that has not started none is registered.
    ready(() => ({ parts: broker.registry.services.list({}).length }));
  },
};

void starts[name]();
