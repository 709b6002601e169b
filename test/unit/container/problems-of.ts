import { checkApp } from '../../../src/container/check-app';
import type { Provider } from '../../../src/decorators/declarations';
import type { SystemClass } from '../../../src/decorators/metadata';
import type { HolonErrorCode } from '../../../src/errors/error-codes';

/** A problem as a test compares it. */
export interface Problem {
  readonly code: HolonErrorCode;
  readonly message: string;
  /** Joined by ` → `. */
  readonly path: string;
  readonly hint: string;
}

/** What `checkApp` finds wrong with an app. */
export function problemsOf(root: SystemClass, providers: readonly Provider[] = []): Problem[] {
  return checkApp(root, { providers }).problems.map(({ code, message, path = [], hint }) => ({
    code,
    message,
    path: path.join(' → '),
    hint,
  }));
}
