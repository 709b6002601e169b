import { jsonAnswer } from './answer';
import { readyStatus } from './health-status';
import type { RouteFactory } from './route';

const READY = 200;
const NOT_READY = 503;

/** For whoever starts and stops processes: a word each, and nothing of what is inside. */
export const healthRoutes: RouteFactory = (publication) => [
  {
    method: 'GET',
    pattern: '/healthz',
    access: 'none',
    always: true,
    handle: () => jsonAnswer({ status: 'ok' }),
  },
  {
    method: 'GET',
    pattern: '/readyz',
    access: 'none',
    always: true,
    async handle() {
      const status = await readyStatus(publication);
      return jsonAnswer({ status }, status === 'ok' ? READY : NOT_READY);
    },
  },
];
