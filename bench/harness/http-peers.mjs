/** The servers that others would write for the same two routes, each with what it is usually written with. */
import { Buffer } from 'node:buffer';
import { createSecretKey } from 'node:crypto';
import { createServer } from 'node:http';

import { idSource } from '../floors/ids.mjs';
import { toWire } from '../floors/http-front.mjs';

export const SECRET = 'a secret of at least thirty-two bytes';
export const KEPT = 65_536;

/** Ten messages are read behind this one. */
export const messages = Array.from({ length: 11 }, (_, index) => ({
  id: `message-${String(index).padStart(2, '0')}`,
  timestampMs: 1_700_000_000_000 + index,
  senderId: 'writer',
  content: {
    order: 'A-1000',
    item: 'flange DN 80 PN 16',
    quantity: index,
    urgent: true,
    note: 'gate 4',
  },
  metadata: {},
}));

/** Reading, as every peer does it: ten messages behind one that is named, made JSON at each request. */
export function readAfter(after, limit) {
  const at = messages.findIndex(({ id }) => id === after);
  return { messages: messages.slice(at + 1, at + 1 + limit).map(toWire) };
}

/** Writing, as every peer does it: an id, the time, a bounded array in memory. */
export function createWriter() {
  const nextId = idSource();
  const kept = new Array(KEPT);
  let written = 0;
  return {
    write(senderId, content) {
      const nowMs = Date.now();
      const id = nextId(nowMs);
      kept[written % KEPT] = { id, timestampMs: nowMs, senderId, content, metadata: {} };
      written += 1;
      return { status: 'accepted', item_id: id, duplicate: false };
    },
    count: () => written,
  };
}

const key = createSecretKey(Buffer.from(SECRET));
const may = (claims, role) =>
  ['read', 'write', 'admin'].indexOf(claims.role) >= ['read', 'write', 'admin'].indexOf(role);

/** @returns `{ port, count, close }` of a server on a free port */
async function listening(server, count) {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: server.address().port,
    count,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Hand routing, jsonwebtoken with a KeyObject, JSON.stringify at each request. */
export async function openNodeHttp() {
  const { default: jwt } = await import('jsonwebtoken');
  const writer = createWriter();
  const server = createServer((request, response) => {
    const answer = (status, body) => {
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
      response.end(JSON.stringify(body));
    };
    let claims;
    try {
      const token = (request.headers.authorization ?? '').slice('Bearer '.length);
      claims = jwt.verify(token, key, { algorithms: ['HS256'] });
    } catch {
      return answer(401, { detail: 'unauthenticated' });
    }
    const url = new URL(request.url, 'http://localhost');
    if (url.pathname !== '/channels/orders') return answer(404, { detail: 'not found' });
    if (!may(claims, request.method === 'GET' ? 'read' : 'write')) return answer(403, {});
    if (request.method === 'GET') {
      return answer(
        200,
        readAfter(url.searchParams.get('after'), Number(url.searchParams.get('limit'))),
      );
    }
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () =>
      answer(200, writer.write(claims.sub, JSON.parse(Buffer.concat(chunks)))),
    );
  });
  return listening(server, writer.count);
}

/** Express 5 as shipped, express.json(), jsonwebtoken with a KeyObject. */
export async function openExpress({ write, count } = createWriter()) {
  const [{ default: express }, { default: jwt }] = await Promise.all([
    import('express'),
    import('jsonwebtoken'),
  ]);
  const app = express();
  const allow = (role) => (request, response, next) => {
    try {
      const token = (request.headers.authorization ?? '').slice('Bearer '.length);
      request.claims = jwt.verify(token, key, { algorithms: ['HS256'] });
    } catch {
      return response.status(401).json({ detail: 'unauthenticated' });
    }
    if (!may(request.claims, role)) return response.status(403).json({ detail: 'forbidden' });
    next();
  };
  app.get('/channels/:id', allow('read'), (request, response) => {
    response.json(readAfter(request.query.after, Number(request.query.limit)));
  });
  app.put('/channels/:id', allow('write'), express.json(), async (request, response) => {
    response.json(await write(request.claims.sub, request.body));
  });
  return listening(createServer(app), count);
}

/** Express as above; each write is a transaction of its own in SQLite, synchronous=FULL. */
export async function openExpressSqlite(openLog) {
  const { write, count, close } = await openLog();
  const server = await openExpress({
    write: async (senderId, content) => ({
      status: 'accepted',
      item_id: await write(senderId, content),
      duplicate: false,
    }),
    count,
  });
  return {
    ...server,
    close: async () => {
      await server.close();
      await close();
    },
  };
}

/** Fastify with response schemas, fast-jwt with its cache of verified tokens. */
export async function openFastify() {
  const [{ default: fastify }, { createVerifier }] = await Promise.all([
    import('fastify'),
    import('fast-jwt'),
  ]);
  const verify = createVerifier({ key: SECRET, algorithms: ['HS256'], cache: true });
  const writer = createWriter();
  const text = { type: 'string' };
  const nothing = { type: ['string', 'null'] };
  const message = {
    type: 'object',
    properties: {
      id: text,
      timestamp: { type: 'number' },
      sender_id: text,
      content: { type: 'object', additionalProperties: true },
      metadata: { type: 'object', additionalProperties: true },
      correlation_id: nothing,
      reply_to: nothing,
      recipient_id: nothing,
    },
  };
  const app = fastify({ keepAliveTimeout: 65_000 });
  const allow = (role) => async (request, reply) => {
    try {
      request.claims = verify((request.headers.authorization ?? '').slice('Bearer '.length));
    } catch {
      return reply.code(401).send({ detail: 'unauthenticated' });
    }
    if (!may(request.claims, role)) return reply.code(403).send({ detail: 'forbidden' });
  };
  const querystring = { type: 'object', properties: { after: text, limit: { type: 'integer' } } };
  const read = { type: 'object', properties: { messages: { type: 'array', items: message } } };
  const accepted = {
    type: 'object',
    properties: { status: text, item_id: text, duplicate: { type: 'boolean' } },
  };
  app.get(
    '/channels/:id',
    { onRequest: allow('read'), schema: { querystring, response: { 200: read } } },
    async (request) => readAfter(request.query.after, request.query.limit),
  );
  app.put(
    '/channels/:id',
    {
      onRequest: allow('write'),
      schema: { body: { type: 'object' }, response: { 200: accepted } },
    },
    async (request) => writer.write(request.claims.sub, request.body),
  );
  await app.listen({ port: 0, host: '127.0.0.1' });
  return {
    port: app.server.address().port,
    count: writer.count,
    close: async () => {
      app.server.closeAllConnections();
      await app.close();
    },
  };
}

/** Nest on Express with a guard; decorators applied by hand, because this file is not compiled. */
export async function openNest() {
  await import('reflect-metadata');
  const common = (await import('@nestjs/common')).default;
  const { NestFactory } = (await import('@nestjs/core')).default;
  const { default: jwt } = await import('jsonwebtoken');
  const writer = createWriter();
  class Guard {
    canActivate(context) {
      const request = context.switchToHttp().getRequest();
      try {
        const token = (request.headers.authorization ?? '').slice('Bearer '.length);
        request.claims = jwt.verify(token, key, { algorithms: ['HS256'] });
      } catch {
        throw new common.UnauthorizedException();
      }
      return may(request.claims, request.method === 'GET' ? 'read' : 'write');
    }
  }
  class Channels {
    read(after, limit) {
      return readAfter(after, Number(limit));
    }
    write(request, body) {
      return writer.write(request.claims.sub, body);
    }
  }
  const decorate = (name, route, parameters) => {
    const descriptor = Object.getOwnPropertyDescriptor(Channels.prototype, name);
    for (const [index, decorator] of parameters.entries())
      decorator(Channels.prototype, name, index);
    route(Channels.prototype, name, descriptor);
  };
  decorate('read', common.Get('channels/:id'), [common.Query('after'), common.Query('limit')]);
  decorate('write', common.Put('channels/:id'), [common.Req(), common.Body()]);
  common.Controller()(Channels);
  common.UseGuards(Guard)(Channels);
  class Root {}
  common.Module({ controllers: [Channels] })(Root);
  const app = await NestFactory.create(Root, { logger: false });
  await app.listen(0, '127.0.0.1');
  const server = app.getHttpServer();
  return {
    port: server.address().port,
    count: writer.count,
    close: async () => {
      server.closeAllConnections();
      await app.close();
    },
  };
}
