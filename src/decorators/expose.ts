import { OPTIONS, contentType, flag, shape, spanMs, text } from './check-options';
import { memberPlace, refuseNonMethod, refuseTwice } from './member-place';
import type { ExposeMetadata } from './metadata';
import { ownRecord } from './metadata-storage';

/** What `@Expose` takes. */
export type ExposeOptions = Partial<Omit<ExposeMetadata, 'method'>>;

const checkOptions = shape<ExposeOptions>({
  description: text,
  input: contentType,
  output: contentType,
  timeoutMs: spanMs,
  readOnly: flag,
  idempotent: flag,
});

/**
 * Offers the method to other systems and lists it in the system's descriptor.
 * @throws HOLON_INVALID_DECORATOR when an option is wrong or the member is no method
 */
export function Expose(
  options: ExposeOptions = {},
): <Method extends (...args: never[]) => unknown>(
  prototype: object,
  method: string,
  descriptor: TypedPropertyDescriptor<Method>,
) => void {
  return (prototype, method, descriptor) => {
    const at = memberPlace('@Expose', prototype, method);
    refuseNonMethod(descriptor, at);
    checkOptions(at.place, OPTIONS, options);
    const { exposed } = ownRecord(at.owner);
    refuseTwice(exposed, at);
    exposed.set(
      method,
      Object.freeze({
        ...options,
        method,
        description: options.description ?? '',
        readOnly: options.readOnly ?? false,
        idempotent: options.idempotent ?? false,
      }),
    );
  };
}
