const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/** Writes keys the way they are written in code: `items[2].when`, `content["a b"]`. Numbers are places in a list. */
export function fieldPath(keys: readonly PropertyKey[]): string {
  let path = '';
  for (const key of keys) {
    if (typeof key === 'string') {
      if (IDENTIFIER.test(key)) path += path === '' ? key : `.${key}`;
      else path += `[${JSON.stringify(key)}]`;
    } else {
      path += `[${String(key)}]`;
    }
  }
  return path;
}
