const NO_METADATA = Object.freeze({});

/** @throws when the content or the sender is none, or the sender has no right to write */
export function checkWrite(senderId, content, writers) {
  if (typeof senderId !== 'string' || senderId === '') throw new Error('no sender');
  if (typeof content !== 'object' || content === null) throw new Error('no content');
  if (!writers.has(senderId)) throw new Error('forbidden');
}

export function envelope(id, timestampMs, senderId, content) {
  return Object.freeze({ id, timestampMs, senderId, content, metadata: NO_METADATA });
}

/** A frozen copy, so that what is stored stays what was written. @throws for what JSON would lose */
export function frozenCopy(value) {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (Array.isArray(value)) return Object.freeze(value.map(frozenCopy));
  if (typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) {
    throw new Error('not serialisable');
  }
  const copy = {};
  for (const key of Object.keys(value)) copy[key] = frozenCopy(value[key]);
  return Object.freeze(copy);
}
