import type { RouteFactory } from './route';

export const metricsRoutes: RouteFactory = () => [];
