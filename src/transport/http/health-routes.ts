import type { RouteFactory } from './route';

export const healthRoutes: RouteFactory = () => [];
