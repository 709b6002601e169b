import { documentsRoutes } from './documents-routes';
import { healthRoutes } from './health-routes';
import { metricsRoutes } from './metrics-routes';
import type { RouteFactory } from './route';
import { servicesRoutes } from './services-routes';

/** Everything a publication answers beside its channels. */
export const EXTRA_ROUTES: readonly RouteFactory[] = [
  servicesRoutes,
  documentsRoutes,
  healthRoutes,
  metricsRoutes,
];
