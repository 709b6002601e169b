import { snapshot } from '../content/snapshot';
import { HolonError, isHolonError } from '../errors/holon-error';
import type { JsonValue } from '../model/json';
import type { WriteOptions } from './channel-handle';
import { checkId, checkSpan } from './check-arguments';

/** What a write says beside the content, metadata aside. @throws HOLON_INVALID_ARGUMENT */
export function checkWriteOptions(options: WriteOptions, place: string): void {
  const { id, recipientId, correlationId, replyTo, delayMs } = options;
  if (id !== undefined) checkId(id, 'id', place);
  if (recipientId !== undefined) checkId(recipientId, 'recipientId', place);
  if (correlationId !== undefined) checkId(correlationId, 'correlationId', place);
  if (replyTo !== undefined) checkId(replyTo, 'replyTo', place);
  if (delayMs !== undefined) checkSpan(delayMs, 'delayMs', place);
}

/** A frozen copy of metadata. @throws HOLON_NOT_SERIALISABLE, HOLON_INVALID_ARGUMENT when it is no object */
export function copyMetadata(
  metadata: Readonly<Record<string, unknown>>,
  place: string,
): Readonly<Record<string, JsonValue>> {
  const copy = copyJson(metadata, 'metadata', place);
  if (typeof copy === 'object' && copy !== null && !Array.isArray(copy)) {
    return copy as Readonly<Record<string, JsonValue>>; // an object that is no array is a record
  }
  throw new HolonError('HOLON_INVALID_ARGUMENT', `${place}: metadata must be an object`);
}

/** A frozen copy of anything that is written. @throws HOLON_NOT_SERIALISABLE */
export function copyJson(value: unknown, name: string, place: string): JsonValue {
  try {
    return snapshot(value, { name });
  } catch (error) {
    if (!isHolonError(error)) throw error;
    throw new HolonError(error.code, `${place}: ${error.message}`, { cause: error.cause });
  }
}
