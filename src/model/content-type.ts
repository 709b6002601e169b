import type { StandardSchemaV1 } from './standard-schema';

/** A class that class-validator decorators describe. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- DTO constructors may take anything; holon never calls them
export type DtoClass<T = any> = new (...args: any[]) => T;

/** What describes a channel's or a service's content: a DTO class or a Standard Schema (zod 4, valibot, …). */
export type ContentType<T = unknown> = DtoClass<T> | StandardSchemaV1<unknown, T>;
