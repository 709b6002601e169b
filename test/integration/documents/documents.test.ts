import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import Station from '../../../examples/station/station';
import {
  createApp,
  silentLogger,
  type App,
  type ChannelSecurity,
  type CreateAppOptions,
} from '../../../src/index';
import type { SystemClass } from '../../../src/decorators/metadata';
import { Mallory } from '../../browser/hostile-app';
import { QUIET_STATION } from '../../helpers/quiet-station';
import { nearly } from '../../unit/content/dto-samples';
import { Recluse, Shop, Twins } from './apps';
import { checkerOf, operationsOf, type DocumentedOperation } from './document-operations';
import { resolve, valuesOf, type JsonSchema } from './schema-values';

jest.setTimeout(60_000);

interface Documents {
  readonly url: string;
  readonly openapi: JsonSchema;
  readonly asyncapi: JsonSchema;
}

const guarded: ChannelSecurity = {
  authenticate: (token) => (token === 't' ? { systemId: 't', role: 'admin' } : undefined),
  authorize: () => true,
};

const apps: App[] = [];

/** Publishes an app and takes its documents. */
async function documentsOf(root: SystemClass, options: CreateAppOptions = {}): Promise<Documents> {
  const app = await createApp(root, { logger: silentLogger, ...options });
  apps.push(app);
  const { url } = await app.publish({ port: 0, limits: { requestsPerSecond: Infinity } });
  const get = async (path: string): Promise<JsonSchema> => {
    const answer = await fetch(url + path, { headers: { Authorization: 'Bearer t' } });
    expect(answer.status).toBe(200);
    return (await answer.json()) as JsonSchema;
  };
  return { url, openapi: await get('/openapi.json'), asyncapi: await get('/asyncapi.json') };
}

/** What two independent validators find wrong with each pair. In a process of its own: they are ES modules. */
function validate(pairs: readonly Pick<Documents, 'openapi' | 'asyncapi'>[]): unknown {
  const input = JSON.stringify(pairs);
  const script = join(__dirname, 'validate-documents.mjs');
  return JSON.parse(execFileSync(process.execPath, [script], { input, encoding: 'utf8' }));
}

async function send(url: string, { method, path }: DocumentedOperation, body?: unknown) {
  const answer = await fetch(url + path, {
    method,
    headers: { 'Content-Type': 'application/json', Authorization: 'Bearer t' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.json() };
}

/** What JSON Schema cannot say of a settlement. */
function settled(body: unknown): unknown {
  const { message_ids: ids = [], ...rest } = body as { message_ids?: string[] };
  const { claim_tokens: tokens, delay, reason, release, ...others } = rest as JsonSchema;
  return {
    ...others,
    message_ids: ids,
    ...(Array.isArray(tokens) && { claim_tokens: ids.map(() => 'token') }),
    ...(release === true ? { release } : { delay, reason }),
  };
}

const text = (documents: Documents): string =>
  JSON.stringify([documents.openapi, documents.asyncapi]);
const componentsOf = ({ openapi }: Documents): Readonly<Record<string, JsonSchema>> =>
  (openapi.components as { schemas: Readonly<Record<string, JsonSchema>> }).schemas;

let shop: Documents;

beforeAll(async () => {
  shop = await documentsOf(Shop);
});
afterAll(async () => {
  await Promise.all(apps.map((app) => app.drain({ timeoutMs: 1_000 })));
});

describe('the documents of an app', () => {
  it('are valid, whatever the app, and would be found out if they were not', async () => {
    const valid = [
      shop,
      await documentsOf(Shop, { security: guarded }),
      await documentsOf(Twins),
      await documentsOf(Recluse),
      await documentsOf(Mallory),
      await documentsOf(Station, QUIET_STATION),
    ];
    const broken = structuredClone({ openapi: shop.openapi, asyncapi: shop.asyncapi });
    const [path] = Object.values(broken.openapi.paths as Record<string, Record<string, object>>);
    Object.assign(path?.get ?? {}, { responses: 1 });
    const [operation] = Object.values(broken.asyncapi.operations as Record<string, object>);
    Object.assign(operation ?? {}, { channel: { $ref: '#/channels/nowhere' } });
    expect(validate([...valid, broken])).toEqual([
      ...valid.map(() => ({ openapi: [], asyncapi: [] })),
      {
        openapi: expect.arrayContaining([expect.stringContaining('responses')]) as unknown,
        asyncapi: expect.arrayContaining([expect.stringContaining('channel')]) as unknown,
      },
    ]);
  });

  it('say nothing of what is private', async () => {
    expect(text(shop)).toContain('Reading');
    expect(text(shop)).not.toMatch(/hidden-channel|Secret|password/);
    expect(text(await documentsOf(Recluse))).not.toContain('diary');
  });

  it('keep two classes of one name apart, and names of their own', async () => {
    const { Job, Job2, Problem, Problem2 } = componentsOf(await documentsOf(Twins));
    expect(Object.keys(Job?.properties as object)).toEqual(['name']);
    expect(Object.keys(Job2?.properties as object)).toEqual(['size']);
    expect(Object.keys(Problem?.properties as object)).toContain('detail');
    expect(Object.keys(Problem2?.properties as object)).toEqual(['text']);
  });

  it('refer to one schema of a class, nested and recursive ones too', () => {
    expect(componentsOf(shop)).toMatchObject({
      Order: {
        properties: {
          to: { $ref: '#/components/schemas/Address' },
          items: { items: { $ref: '#/components/schemas/Item' } },
        },
      },
      Item: {
        properties: {
          parts: { type: ['array', 'null'], items: { $ref: '#/components/schemas/Item' } },
        },
      },
      Tree: {
        $defs: { Branch: { anyOf: [{ type: 'null' }, { $ref: '#/components/schemas/Tree' }] } },
        properties: { left: { $ref: '#/components/schemas/Tree/$defs/Branch' } },
      },
    });
  });

  it('ask for a token where the app does', async () => {
    const { openapi } = await documentsOf(Shop, { security: guarded });
    const securityOf = ({ paths }: JsonSchema, path: string) =>
      (paths as Record<string, { get: JsonSchema }>)[path]?.get.security;
    expect(securityOf(openapi, '/channels/readings')).toEqual([{ bearer: [] }]);
    expect(securityOf(openapi, '/healthz')).toEqual([]);
    expect(securityOf(shop.openapi, '/channels/readings')).toEqual([{}, { bearer: [] }]);
  });

  it('name every operation once', () => {
    const operations = Object.values(shop.openapi.paths as Record<string, JsonSchema>).flatMap(
      ({ parameters: _, ...methods }) => Object.values(methods as Record<string, JsonSchema>),
    );
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('systems.shop.price');
  });
});

describe('the operations that are documented', () => {
  it('are those of the protocol', () => {
    const page = join(__dirname, '..', '..', '..', 'docs', 'reference', 'wire.md');
    const [, section = ''] = readFileSync(page, 'utf8').split('## Routes\n');
    const rows = (section.split('\n## ')[0] ?? '')
      .split('\n')
      .filter((row) => row.startsWith('| `'));
    const inProtocol = rows.flatMap((row) => {
      const [, cell = ''] = row.split('|');
      const [, method = '', first = ''] = /`([A-Z]+) ([^`]+)`/.exec(cell) ?? [];
      const others = [...cell.matchAll(/· `(?:[A-Z]+ )?([^`]+)`/g)].map(([, path = '']) => path);
      // `/remove` stands for `/channels/{id}/remove`, `/docs` for itself.
      const base = first.startsWith('/channels/{id}/') ? '/channels/{id}' : '';
      return [first, ...others.map((path) => `${base}${path}`)].map((path) => `${method} ${path}`);
    });
    const documented = operationsOf(shop.openapi).map(({ method, path }) => `${method} ${path}`);
    const isDocumented = (route: string): boolean => {
      const pattern = new RegExp(`^${route.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
      return documented.some((operation) => pattern.test(operation));
    };
    expect(inProtocol.length).toBeGreaterThanOrEqual(25);
    expect(inProtocol.filter((route) => !isDocumented(route))).toEqual([]);
  });

  it('say how the pages of registrations are asked for, and where the next one begins', () => {
    const [operation] = operationsOf(shop.openapi).filter(({ path }) =>
      path.endsWith('/registrations'),
    );
    expect(operation?.parameters).toMatchObject([
      { name: 'after', in: 'query', schema: { type: 'integer', minimum: 0 } },
    ]);
    expect(resolve(operation?.answer, shop.openapi)).toMatchObject({
      properties: { next: { type: 'integer' } },
      required: ['registrations'],
    });
  });

  it('answer what their schemas say', async () => {
    const compile = checkerOf(shop.openapi);
    const wrong: string[] = [];
    for (const operation of operationsOf(shop.openapi)) {
      const { method, path, template, answer, body } = operation;
      if (template.endsWith('/events') || answer === undefined || body !== undefined) continue;
      const isQueue = operation.parameters.some(({ required }) => required === true);
      const asked = { ...operation, path: isQueue ? `${path}?exclusive=true` : path };
      const { status, body: answered } = await send(shop.url, asked);
      if (status !== 200 || !compile(answer)(answered)) wrong.push(`${method} ${path} ${status}`);
    }
    expect(wrong).toEqual([]);
  });

  it('take every body that their schema allows, and answer what it says', async () => {
    const compile = checkerOf(shop.openapi);
    for (const operation of operationsOf(shop.openapi)) {
      const { body: schema, answer, method, path, template } = operation;
      // What a discovery channel takes is checked by more than a schema.
      if (schema === undefined || answer === undefined || path.includes('registry')) continue;
      // A look waits, and goes on behind messages that are there.
      if (template.endsWith('/peek')) continue;
      const fits = compile(answer);
      const isSettlement = /\/(acknowledge|nack|extend)$/.test(template);
      // What it takes is said by `anyOf`, which the generator does not read.
      const isClear = template.endsWith('/clear');
      await fc.assert(
        fc.asyncProperty(valuesOf(schema, shop.openapi), async (value) => {
          const sent = isSettlement
            ? settled(value)
            : isClear
              ? { ...Object(value), all: true }
              : value;
          const { status, body } = await send(shop.url, operation, sent);
          expect([`${method} ${path}`, status, JSON.stringify(body)]).toEqual([
            `${method} ${path}`,
            200,
            expect.anything(),
          ]);
          expect(fits(body)).toBe(true);
        }),
        { numRuns: 8 },
      );
    }
  });

  it.each(['/channels/orders', '/channels/readings', '/systems/shop/services/price'])(
    'of %s refuse every body that their schema does not allow',
    async (path) => {
      const operation = operationsOf(shop.openapi).find(
        (one) => one.path === path && one.body !== undefined,
      )!;
      const fits = checkerOf(shop.openapi)(operation.body!);
      const values = valuesOf(resolve(operation.body, shop.openapi), shop.openapi);
      let refused = 0;
      await fc.assert(
        fc.asyncProperty(nearly(values as fc.Arbitrary<object>), async (value) => {
          const { status } = await send(shop.url, operation, value);
          if (status !== 200) refused += 1;
          expect([status, value]).toEqual([fits(value) ? 200 : 422, value]);
        }),
        { numRuns: 80 },
      );
      expect(refused).toBeGreaterThan(10);
    },
  );

  it('are told from those that do not exist', async () => {
    const operation = operationsOf(shop.openapi)[0]!;
    const at = (path: string) => send(shop.url, { ...operation, method: 'POST', path }, {});
    expect((await at('/systems/shop/services/constructor')).status).toBe(404);
    expect((await at('/systems/__proto__/services/price')).status).toBe(404);
    expect((await at('/systems/nobody/services/price')).status).toBe(404);
  });
});

describe('an app published without documents', () => {
  it('has none, and no page', async () => {
    const app = await createApp(Recluse, { logger: silentLogger });
    apps.push(app);
    const { url } = await app.publish({ port: 0, documents: false });
    for (const path of ['/openapi.json', '/asyncapi.json', '/docs', '/docs/page.js']) {
      expect((await fetch(url + path)).status).toBe(404);
    }
  });
});
