import type { JsonValue } from '../../model/json';
import type { ParameterName } from '../wire/wire-requests';
import { wireRef, type WireSchema } from '../wire/wire-schemas';

/** A part of a document. */
export type Part = Readonly<Record<string, JsonValue>>;

/** One operation, before it is written as OpenAPI. */
export interface OperationFacts {
  readonly id: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string | undefined;
  /** What the caller must be allowed; `any` for every valid caller, `none` for everybody. */
  readonly right: 'any' | 'none' | 'read' | 'write' | 'admin';
  readonly isGuarded: boolean;
  readonly parameters?: readonly ParameterName[];
  readonly body?: { readonly schema: WireSchema; readonly required?: boolean };
  /** Of the answer that is not a problem. */
  readonly answer: { readonly description: string; readonly content: Part };
  /** Statuses of problems beside those that every request may have. */
  readonly problems?: readonly number[];
}

const RIGHTS = {
  any: 'Every valid caller may.',
  none: 'Nobody is asked who they are.',
  read: 'Asks for the right `read`.',
  write: 'Asks for the right `write`.',
  admin: 'Asks for the right `admin`.',
} as const;

/** The schema of an answer in JSON. */
export function jsonContent(schema: WireSchema): Part {
  return { 'application/json': { schema } };
}

/** One operation as OpenAPI 3.1 writes it. */
export function openApiOperation(facts: OperationFacts): Part {
  const { body, parameters = [], problems = [], right } = facts;
  const always = right === 'none' ? [] : [401, 429, ...(right === 'any' ? [] : [403, 404])];
  const withBody = body === undefined ? [] : [400, 413, 415];
  const withQuery = parameters.length === 0 ? [] : [400];
  const statuses = [...new Set([...always, ...withBody, ...withQuery, ...problems, 503])].sort();
  const description = [facts.description, RIGHTS[right]].filter(Boolean).join('\n\n');
  return {
    operationId: facts.id,
    tags: [facts.tag],
    summary: facts.summary,
    description,
    ...(parameters.length > 0 && {
      parameters: parameters.map((name) => ({ $ref: `#/components/parameters/${name}` })),
    }),
    ...(body !== undefined && {
      requestBody: { required: body.required ?? true, content: jsonContent(body.schema) },
    }),
    responses: {
      '200': { description: facts.answer.description, content: facts.answer.content },
      ...Object.fromEntries(
        statuses.map((status) => [
          String(status),
          { $ref: `#/components/responses/Problem${String(status)}` },
        ]),
      ),
    },
    security: securityOf(right, facts.isGuarded),
  };
}

/** Where nobody is checked, a token may still say who calls. */
function securityOf(right: OperationFacts['right'], isGuarded: boolean): readonly Part[] {
  if (right === 'none') return [];
  return isGuarded ? [{ bearer: [] }] : [{}, { bearer: [] }];
}

/** What each status of a problem means, for the components of a document. */
export const PROBLEM_STATUSES: Readonly<Record<number, string>> = {
  400: 'The request is not what the protocol says',
  401: 'There is no valid token',
  403: 'The caller may not',
  404: 'There is nothing public of this name',
  409: 'The claim is lost',
  413: 'More than the server takes',
  415: 'The body is not JSON in UTF-8',
  422: 'The content does not fit its type; `fields` says where',
  429: 'Too much at once; `Retry-After` says when to come again',
  500: 'The method behind the service failed',
  503: 'Not ready or draining; `Retry-After` says when to come again',
  504: 'The service took longer than its time',
};

/** Responses by the names that `openApiOperation` refers to. */
export function problemResponses(): Part {
  const content = { 'application/problem+json': { schema: wireRef('Problem') } };
  const entries = Object.entries(PROBLEM_STATUSES).map(([status, description]) => [
    `Problem${status}`,
    { description, content },
  ]);
  return Object.fromEntries(entries) as Part; // names to responses
}
