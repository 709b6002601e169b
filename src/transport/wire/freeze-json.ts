/** Freezes what JSON.parse has made, to the last level. A list and no recursion: what others send may be deep. */
export function freezeJson<T>(value: T): T {
  const rest: unknown[] = [value];
  while (rest.length > 0) {
    const one = rest.pop();
    if (typeof one !== 'object' || one === null) continue;
    Object.freeze(one);
    for (const inner of Object.values(one)) {
      if (typeof inner === 'object' && inner !== null) rest.push(inner);
    }
  }
  return value;
}
