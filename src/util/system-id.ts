const SYSTEM_ID = /^[A-Za-z0-9._:-]{1,128}$/;

/** Whether `value` can be the id of a caller from outside: it stands in messages, logs and addresses as it is. */
export function isSystemId(value: unknown): value is string {
  return typeof value === 'string' && SYSTEM_ID.test(value);
}
