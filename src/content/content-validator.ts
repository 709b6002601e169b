import { HolonError } from '../errors/holon-error';
import type { ContentType } from '../model/content-type';
import type { Eventually } from '../model/json';
import { createDtoValidator } from './dto-validator';
import { createSchemaValidator, isStandardSchema } from './standard-schema';

/**
 * What a check came to: the value to go on with, or what is wrong, as `items[2].price: must be a number`.
 * The value of a DTO check is the one that was given; a Standard Schema may have transformed it.
 */
export type ContentCheck =
  { readonly value: unknown; readonly issues?: undefined } | { readonly issues: readonly string[] };

/** Checks content against a declared type. */
export interface ContentValidator {
  /** Name of the type, for messages. */
  readonly name: string;
  /**
   * Takes JSON data, best a `snapshot`: what is checked cannot change then before it is stored. Never throws; a check
   * that fails by itself is an issue. Answers later only where a check is asynchronous or has found something wrong.
   */
  validate(value: unknown): Eventually<ContentCheck>;
}

/**
 * The validator of a DTO class or a Standard Schema; undefined where nothing is declared.
 * @throws HOLON_INVALID_ARGUMENT for anything else, HOLON_INVALID_DECORATOR for a class without decorators,
 * HOLON_DEPENDENCY_MISSING
 */
export function createContentValidator(
  type: ContentType | undefined,
): ContentValidator | undefined {
  if (type === undefined) return undefined;
  checkContentType(type);
  return isStandardSchema(type) ? createSchemaValidator(type) : createDtoValidator(type);
}

function checkContentType(type: unknown): void {
  if (typeof type === 'function') return;
  if (typeof type === 'object' && type !== null && '~standard' in type) return;
  throw new HolonError(
    'HOLON_INVALID_ARGUMENT',
    `Content is described by a class or a Standard Schema, not by ${type === null ? 'null' : typeof type}`,
  );
}
