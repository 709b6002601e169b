import type { ContentType } from '../model/content-type';
import { OPTIONS, contentType, flag, shape, spanMs, text } from './check-options';
import { memberPlace, refuseNonMethod, refuseTwice } from './member-place';
import type { ExposeMetadata } from './metadata';
import { ownRecord } from './metadata-storage';

/** What `@Expose` takes. */
export interface ExposeOptions<Input = unknown, Output = unknown> extends Partial<
  Omit<ExposeMetadata, 'method' | 'input' | 'output'>
> {
  /** What the method takes: plain frozen data that fits it, or what a Standard Schema makes of that. */
  readonly input?: ContentType<Input>;
  /** What the method returns. A result that does not fit is never sent. */
  readonly output?: ContentType<Output>;
}

/** What an exposed method gets beside its input, when another process calls it. */
export interface ServiceContext {
  /** Who calls, as its token says. */
  readonly callerId: string;
  /** Aborts when the time is over, the caller has gone away, or the system is given up. */
  readonly signal: AbortSignal;
  /** When nobody waits for the result any more, milliseconds since 1970; absent where nobody has set a time. */
  readonly deadlineMs?: number;
}

/** The descriptor of `Method`, or the sentence that says what to change about the method. */
type CheckedService<Method, Input, Output> = Method extends (
  input: Input,
  context: ServiceContext,
) => infer Result
  ? [Output] extends [never]
    ? TypedPropertyDescriptor<Method>
    : [Awaited<Result>] extends [Output]
      ? TypedPropertyDescriptor<Method>
      : 'return what `output` describes'
  : 'let the method take (input: what `input` describes, context: ServiceContext)';

const checkOptions = shape<ExposeOptions>({
  description: text,
  input: contentType,
  output: contentType,
  timeoutMs: spanMs,
  readOnly: flag,
  idempotent: flag,
});

/**
 * Offers the method to other systems and lists it in the system's descriptor. It is called with its input and a
 * `ServiceContext`.
 * @throws HOLON_INVALID_DECORATOR when an option is wrong or the member is no method
 */
export function Expose<Input = never, Output = never>(
  options: ExposeOptions<Input, Output> = {},
): <Method extends (...args: never[]) => unknown>(
  prototype: object,
  method: string,
  descriptor: CheckedService<Method, Input, Output>,
) => void {
  return (prototype: object, method: string, descriptor: unknown) => {
    const at = memberPlace('@Expose', prototype, method);
    // Whatever the types say of the method, at run time this is its descriptor.
    refuseNonMethod(descriptor as PropertyDescriptor | undefined, at);
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
