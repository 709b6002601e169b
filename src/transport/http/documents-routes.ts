import type { RouteFactory } from './route';

export const documentsRoutes: RouteFactory = () => [];
