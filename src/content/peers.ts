/* eslint-disable @typescript-eslint/no-require-imports -- heavy peers, loaded when the first DTO class is looked at */
import { HolonError } from '../errors/holon-error';
import type { DtoClass } from '../model/content-type';

export type ClassValidator = typeof import('class-validator');

/** The part of class-transformer's storage that is read here. It is not public and has stood since 2020. */
export interface TypeStorage {
  findTypeMetadata(target: DtoClass, property: string): TypeMetadata | undefined;
}

/** What `@Type` stored of one property. */
export interface TypeMetadata {
  readonly typeFunction?: (help: object) => DtoClass | undefined;
  /** `design:type` of the property, where the compiler emits it. */
  readonly reflectedType?: unknown;
  readonly options?: {
    readonly keepDiscriminatorProperty?: boolean;
    readonly discriminator?: {
      readonly property: string;
      readonly subTypes: readonly { readonly name: string; readonly value: DtoClass }[];
    };
  };
}

/** @throws HOLON_DEPENDENCY_MISSING */
export function loadClassValidator(): ClassValidator {
  return load('class-validator', () => require('class-validator') as ClassValidator); // what its types say
}

/** What class-transformer's `@Type` stored; it has no public way to read it. @throws HOLON_DEPENDENCY_MISSING */
export function loadTypeStorage(): TypeStorage {
  const storage = load(
    'class-transformer',
    () => require('class-transformer/cjs/storage') as { defaultMetadataStorage: TypeStorage }, // as in its source
  );
  return storage.defaultMetadataStorage;
}

function load<T>(name: string, require: () => T): T {
  try {
    return require();
  } catch (cause) {
    throw new HolonError(
      'HOLON_DEPENDENCY_MISSING',
      `Content described by a class needs ${name}, which cannot be loaded`,
      { hint: `npm install ${name}`, cause },
    );
  }
}
