/** Sets an own field under any name: assigning would change the prototype for `__proto__`, or meet a setter. */
export function defineField(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, {
    value,
    enumerable: true,
    writable: true,
    configurable: true,
  });
}
