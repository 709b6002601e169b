/**
 * Whether what npm noted of a `node_modules` is what a lock asks for. What is optional may be missing, because it was
 * made for another system.
 * @param installed `node_modules/.package-lock.json`
 * @param lock `package-lock.json`
 */
export function isAsLocked(installed, lock) {
  const isSame = (path) =>
    installed.packages[path]?.version === lock.packages[path]?.version &&
    installed.packages[path]?.integrity === lock.packages[path]?.integrity;
  const wanted = Object.keys(lock.packages).filter((path) => path !== '');
  return (
    wanted.every(
      (path) =>
        isSame(path) || (lock.packages[path].optional && installed.packages[path] === undefined),
    ) && Object.keys(installed.packages).every(isSame)
  );
}
