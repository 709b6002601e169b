/** What is started cold: `node cold-start.cjs <name>` prints `ready` when it is. */
const { createRequire } = require('node:module');
const { mkdtempSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join, resolve } = require('node:path');

const root = resolve(__dirname, '../..');
const dist = resolve(process.env.HOLON_DIST ?? join(root, 'dist'));
const fromRoot = createRequire(join(root, 'package.json'));
const SECRET = 'a secret of at least thirty-two bytes';

const ready = () => process.stdout.write('ready\n');

const starts = {
  node: ready,

  async holon() {
    const holon = require(dist);
    class Root {}
    for (let n = 0; n < 100; n += 1) {
      class Child {}
      holon.System({ id: `child-${n}`, ticksPerSecond: 1 })(Child);
      holon.Subsystem(Child, { channels: [] })(Root.prototype, `child${n}`);
    }
    holon.System({ id: 'root' })(Root);
    const app = await holon.createApp(Root, { logger: holon.silentLogger });
    await app.launch();
    ready();
  },

  async holonListening() {
    const holon = require(dist);
    class Orders extends holon.PassthroughChannel {}
    holon.Channel({ id: 'orders', visibility: 'public' })(Orders);
    class Root {}
    holon.System({ id: 'root', channels: holon.channelAccess({ own: [Orders] }) })(Root);
    const folder = mkdtempSync(join(tmpdir(), 'cold-start-'));
    const app = await holon.createApp(Root, {
      store: `sqlite:${folder}/orders.db`,
      security: new holon.JwtSecurity({ secret: SECRET }),
      logger: holon.silentLogger,
    });
    await app.publish({ port: 0 });
    ready();
  },

  tsyringe() {
    require('reflect-metadata');
    const { container, injectable } = require('tsyringe');
    const classes = Array.from({ length: 100 }, () => {
      class Service {}
      injectable()(Service);
      return Service;
    });
    for (const one of classes) container.registerSingleton(one);
    for (const one of classes) container.resolve(one);
    ready();
  },

  bareListening() {
    const express = require('express');
    require('jsonwebtoken');
    const Database = fromRoot('better-sqlite3');
    const folder = mkdtempSync(join(tmpdir(), 'cold-start-'));
    const database = new Database(`${folder}/orders.db`);
    database.pragma('journal_mode = WAL');
    database.exec('CREATE TABLE messages (id INTEGER PRIMARY KEY, content TEXT)');
    express().listen(0, '127.0.0.1', ready);
  },

  async nest() {
    require('reflect-metadata');
    const { Module } = require('@nestjs/common');
    const { NestFactory } = require('@nestjs/core');
    class Root {}
    Module({})(Root);
    const app = await NestFactory.create(Root, { logger: false });
    await app.listen(0, '127.0.0.1');
    ready();
  },

  async moleculer() {
    const { ServiceBroker } = require('moleculer');
    const broker = new ServiceBroker({ logger: false });
    await broker.start();
    ready();
  },
};

void starts[process.argv[2]]();
