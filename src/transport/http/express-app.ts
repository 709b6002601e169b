import type { IncomingMessage, ServerResponse } from 'node:http';

import { HolonError } from '../../errors/holon-error';
import type { PublishOptions, TrustProxy } from '../../systems/publish-options';
import { notFound } from './answer';
import { RequestRefusal } from './request-refusal';
import { isTold } from './problem-answer';

export type ExpressHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** Answers what a route of the user's threw, or what it did not answer. */
export type FailHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
) => void;

/** An Express app with helmet, what `configure` adds, and problems for what fails or does not exist. */
export function createExpressApp(
  configure: NonNullable<PublishOptions['configure']>,
  trustProxy: TrustProxy,
  fail: FailHandler,
): ExpressHandler {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- only who adds routes of his own needs it
  const express = require('express') as typeof import('express');
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- see express
  const { default: helmet } = require('helmet') as typeof import('helmet');
  const app = express();
  app.disable('x-powered-by');
  // What routes of the user's see as `ip` is what holon counts by.
  app.set('trust proxy', trustProxy);
  app.use(helmet());
  configure(app as never); // what Express has is more than the hook is told of
  app.use((request, response) => {
    fail(request, response, notFound());
  });
  app.use(
    (error: unknown, request: IncomingMessage, response: ServerResponse, _next: unknown): void => {
      fail(request, response, translated(error));
    },
  );
  return app as ExpressHandler; // Express apps are handlers of node:http
}

const SIZE = 413;

/** What Express and its body parsers say is wrong with a request, as a problem; anything else as it is. */
function translated(error: unknown): unknown {
  if (isTold(error) || typeof error !== 'object' || error === null) return error;
  const { status, expose, message } = error as Record<string, unknown>; // any object has fields to look at
  if (typeof status !== 'number' || status < 400 || status > 499) return error;
  const told = expose === true && typeof message === 'string' ? message : 'The request is refused';
  if (status === SIZE) return new HolonError('HOLON_TOO_LARGE', 'The body is too large');
  return new RequestRefusal('HOLON_INVALID_REQUEST', told, { status });
}
