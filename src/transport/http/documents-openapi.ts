import { toSeconds } from '../wire/time';
import { wireParameters } from '../wire/wire-requests';
import { listOf, record, ROLE_NAMES, wireRef, type WireSchema } from '../wire/wire-schemas';
import { channelPaths, channelTag } from './documents-channel';
import { CHANNELS_TAG, sharedPaths } from './documents-all-channels';
import {
  jsonContent,
  openApiOperation,
  problemResponses,
  type OperationFacts,
  type Part,
} from './documents-operation';
import {
  documentApp,
  type DocumentedApp,
  type DocumentedService,
  type DocumentedSystem,
} from './documents-parts';
import type { PublicationParts } from './publication-parts';

/** The OpenAPI 3.1 document of what an app offers to others. */
export function openApiDocument(publication: PublicationParts): Part {
  const app = documentApp(publication, 'draft-2020-12');
  const { limits, publicUrl, metrics } = publication.settings;
  const base = publicUrl ?? publication.url;
  return {
    openapi: '3.1.0',
    info: { title: app.title, description: app.description, version: '1.0.0' },
    // Mounted in another server, the document does not know where it is; it is beside what it describes.
    servers: [{ url: base === '' ? '.' : base }],
    tags: [
      ...app.channels.map(({ info }) => ({
        name: channelTag(info.id),
        description: described(info.name, info.description),
      })),
      ...app.systems.map(({ id, name, description }) => ({
        name: systemTag(id),
        description: described(name, description),
      })),
      { name: CHANNELS_TAG, description: 'What can be done with every channel that has it' },
      { name: APP_TAG, description: 'What there is, and how it is' },
    ],
    paths: {
      ...Object.assign({}, ...app.channels.map((channel) => channelPaths(channel, limits))),
      ...sharedPaths(app.channels),
      ...Object.assign({}, ...app.systems.map((system) => systemPaths(system, app.isGuarded))),
      ...appPaths(app, metrics),
    } as Part,
    components: {
      schemas: app.schemas,
      parameters: wireParameters(limits),
      responses: problemResponses(),
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: `A token names who calls and its role, ${ROLE_NAMES}.`,
        },
      },
    },
  };
}

const APP_TAG = 'app';

function systemTag(id: string): string {
  return `system ${id}`;
}

/** Text of decorators is text: nothing in it is markup. */
function described(name: string, description: string): string {
  return description === '' ? name : `${name}: ${description}`;
}

function systemPaths(system: DocumentedSystem, isGuarded: boolean): Record<string, Part> {
  const at = `/systems/${encodeURIComponent(system.id)}/services`;
  return Object.fromEntries(
    system.services.map((service) => [
      `${at}/${encodeURIComponent(service.name)}`,
      { post: calling(system, service, isGuarded) },
    ]),
  );
}

function calling(system: DocumentedSystem, service: DocumentedService, isGuarded: boolean): Part {
  const { name, description, readOnly, timeoutMs, input, output } = service;
  const limit =
    timeoutMs === undefined ? '' : `It is given ${String(toSeconds(timeoutMs))} seconds at most.`;
  return openApiOperation({
    id: `systems.${system.id}.${name}`,
    tag: systemTag(system.id),
    summary: name,
    description: [description, limit].filter(Boolean).join('\n\n'),
    right: readOnly ? 'read' : 'write',
    isGuarded,
    parameters: ['callTimeout'],
    body: { schema: input ?? {}, required: input !== undefined },
    answer: {
      description: 'What the method returned',
      content: jsonContent(record({ result: output })),
    },
    problems: [422, 500, 504],
  });
}

function appPaths(app: DocumentedApp, hasMetrics: boolean): Record<string, Part> {
  const get = (
    id: string,
    summary: string,
    schema: WireSchema,
    more: Partial<OperationFacts> = {},
  ): Part => ({
    get: openApiOperation({
      id,
      tag: APP_TAG,
      summary,
      right: 'any',
      isGuarded: app.isGuarded,
      answer: { description: 'Done', content: jsonContent(schema) },
      ...more,
    }),
  });
  const document: WireSchema = { type: 'object' };
  return {
    '/channels': get(
      'channels',
      'The channels that the caller may use',
      record({ channels: listOf(wireRef('ChannelInfo')) }),
    ),
    '/systems': get(
      'systems',
      'The systems that offer services',
      record({ systems: listOf(wireRef('ServiceDescriptor')) }),
    ),
    ...(app.systems.length > 0 && {
      '/systems/{id}': {
        parameters: [
          {
            name: 'id',
            in: 'path',
            required: true,
            schema: { type: 'string', enum: app.systems.map(({ id }) => id) },
          },
        ],
        ...get('system', 'What the system offers', wireRef('ServiceDescriptor'), {
          problems: [404],
        }),
      },
    }),
    '/openapi.json': get('openapi', 'This document', document),
    '/asyncapi.json': get('asyncapi', 'The channels as AsyncAPI 3.0', document),
    '/docs': get(
      'docs',
      'A page that shows all this',
      {},
      {
        right: 'none',
        answer: { description: 'HTML', content: { 'text/html': { schema: { type: 'string' } } } },
      },
    ),
    '/healthz': get('health', 'Whether the process answers', wireRef('Health'), { right: 'none' }),
    '/readyz': get('readiness', 'Whether the app is ready', wireRef('Health'), { right: 'none' }),
    ...(hasMetrics && {
      '/metrics': get(
        'metrics',
        'Figures for Prometheus',
        {},
        {
          right: 'admin',
          answer: {
            description: 'Text',
            content: { 'text/plain': { schema: { type: 'string' } } },
          },
        },
      ),
    }),
  };
}
