import type { HolonErrorCode } from '../../errors/error-codes';
import { HolonError } from '../../errors/holon-error';

/** A refusal of the server itself, which knows more than its code: a status or headers that belong to it. */
export class RequestRefusal extends HolonError {
  readonly status: number | undefined;
  /** Name, value, name, value, … */
  readonly headers: readonly string[];

  constructor(
    code: HolonErrorCode,
    message: string,
    options: {
      readonly hint?: string;
      readonly status?: number;
      readonly headers?: readonly string[];
    } = {},
  ) {
    super(code, message, { hint: options.hint });
    this.status = options.status;
    this.headers = options.headers ?? [];
  }
}
