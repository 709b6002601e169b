import { HolonError } from '../errors/holon-error';
import type { UnhandledOrigin } from './cli-io';
import { renderError, stackLines } from './render-error';

const WHAT_HAPPENED: Readonly<Record<UnhandledOrigin, string>> = {
  exception: 'An exception was thrown where nobody could catch it',
  rejection: 'A promise was rejected and nobody handled it',
};

/** What got past every `catch`, as people read it, with its stack: nothing else tells where it comes from. */
export function renderUnhandled(thrown: unknown, origin: UnhandledOrigin): string {
  const what = thrown instanceof Error ? thrown.message : `threw ${String(thrown)}`;
  const error = new HolonError('HOLON_UNHANDLED', `${WHAT_HAPPENED[origin]}: ${what}`, {
    cause: thrown,
  });
  const stack = stackLines(thrown).map((line) => `${line}\n`);
  return `${renderError(error, { verbose: false })}${stack.join('')}`;
}
