import type { Logger } from '../observability/logger';
import type { Deadline } from '../systems/deadline';
import type { MadeInstance } from './injector';
import { tokenName } from './provider-definition';

/**
 * Disposes what providers have made, the last first, one after the other, so that nobody loses what it still needs.
 * One that throws or hangs does not keep the others from being disposed. Values that were handed in are not touched.
 * @returns what was still running at the deadline, a sentence each
 */
export async function disposeInstances(
  instances: readonly MadeInstance[],
  { logger, deadline }: { readonly logger: Logger; readonly deadline: Deadline },
): Promise<readonly string[]> {
  const abandoned: string[] = [];
  const disposed = new Set<unknown>();
  for (const { definition, instance } of [...instances].reverse()) {
    // A factory may give out what another provider has made.
    if (disposed.has(instance)) continue;
    disposed.add(instance);
    const provider = tokenName(definition.token);
    const disposal = dispose(instance).catch((error: unknown) => {
      logger.error('provider.dispose-failed', { provider, error });
    });
    if (await deadline.allows(disposal)) continue;
    abandoned.push(`dispose of ${provider} was still running`);
  }
  return abandoned;
}

async function dispose(instance: unknown): Promise<void> {
  if (isAsyncDisposable(instance)) await instance[Symbol.asyncDispose]();
  else if (isDisposable(instance)) instance[Symbol.dispose]();
  else if (hasDispose(instance)) await instance.dispose();
}

function isAsyncDisposable(value: unknown): value is AsyncDisposable {
  return hasMethod(value, Symbol.asyncDispose);
}

function isDisposable(value: unknown): value is Disposable {
  return hasMethod(value, Symbol.dispose);
}

/** What tsyringe calls disposable. */
function hasDispose(value: unknown): value is { dispose(): unknown } {
  return hasMethod(value, 'dispose');
}

function hasMethod(value: unknown, name: PropertyKey): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Record<PropertyKey, unknown>)[name] === 'function' // any property may be looked at
  );
}
