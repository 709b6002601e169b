/**
 * Packs the compiled modules of `dist` that are always loaded together into one file each. Node needs longer to find and
 * open two hundred small files than to run them; packed, an app starts in two thirds of the time (docs/benchmarks.md).
 * Every module stays where it was as a stub that leads into its pack, so paths, types and the identity of classes do
 * not change. What is loaded lazily stays lazy, and loose.
 */
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const DIST = fileURLToPath(new URL('../dist', import.meta.url));

/** Each pack has what its entry loads at once and no pack before it has. A browser loads the first alone. */
const PACKS = [
  { name: 'packed-client.js', entry: 'transport/client/index.js' },
  { name: 'packed-core.js', entry: 'index.js' },
  { name: 'packed-http.js', entry: 'transport/http/publish-app.js' },
];

/** Compiled code requires at the start of a line; what stands further in is loaded when first used. */
const AT_ONCE = /^(?!\s).*\brequire\(["'](\.[^"']+)["']\)/gm;
const ANYWHERE = /\brequire\(["'](\.[^"']+)["']\)/g;
const SOURCE_MAP = /^\/\/# sourceMappingURL=.*$/m;

const textOf = (path) => readFileSync(join(DIST, path), 'utf8');

function resolve(from, specifier) {
  const path = posix.join(posix.dirname(from), specifier);
  return [`${path}.js`, `${path}/index.js`, path].find(
    (one) => existsSync(join(DIST, one)) && statSync(join(DIST, one)).isFile(),
  );
}

/** The module and all that it loads at once. */
function reach(path, found = new Set()) {
  if (found.has(path)) return found;
  found.add(path);
  for (const [, specifier] of textOf(path).matchAll(AT_ONCE)) {
    const target = resolve(path, specifier);
    if (target !== undefined) reach(target, found);
  }
  return found;
}

/** The names that a stub gives on, said so that `import { … }` finds them without running it. */
function namesOf(path) {
  const text = textOf(path);
  const own = [...text.matchAll(/^(?:Object\.defineProperty\()?exports(?:\.|, ")(\w+)/gm)];
  return [...new Set(own.map(([, name]) => name))].filter((name) => name !== '__esModule');
}

function pack({ name, entry }, taken) {
  const paths = [...reach(entry)].filter((path) => !taken.has(path));
  const members = new Set(paths);
  const sources = paths.map((path) => {
    const source = textOf(path)
      .replace(SOURCE_MAP, '')
      .replace(ANYWHERE, (whole, specifier) => {
        const target = resolve(path, specifier);
        if (target === undefined) throw new Error(`${path}: nothing at ${whole}`);
        return members.has(target)
          ? `packed$(${JSON.stringify(target)})`
          : `require("./${target}")`;
      });
    return `${JSON.stringify(path)}(module, exports) {\n${source.trim()}\n},`;
  });
  const packed = `'use strict';
const modules$ = {
${sources.join('\n')}
};
const loaded$ = new Map();
function packed$(path) {
  let module = loaded$.get(path);
  if (module === undefined) {
    module = { exports: {} };
    loaded$.set(path, module);
    modules$[path](module, module.exports);
  }
  return module.exports;
}
module.exports = packed$;
`;
  const stubs = paths.map((path) => {
    const way = relative(dirname(join(DIST, path)), join(DIST, name)).replaceAll('\\', '/');
    const into = way.startsWith('.') ? way : `./${way}`;
    const names = namesOf(path);
    const hint = names.length === 0 ? '' : `0 && (module.exports = { ${names.join(', ')} });\n`;
    return [path, `'use strict';\nmodule.exports = require('${into}')('${path}');\n${hint}`];
  });
  return { packed, stubs, paths };
}

const taken = new Set();
const packs = PACKS.filter(({ entry }) => existsSync(join(DIST, entry))).map((one) => {
  const made = pack(one, taken);
  for (const path of made.paths) taken.add(path);
  return { ...one, ...made };
});
// Only when all is read: a stub tells nothing of what its module loads.
for (const { name, packed, stubs } of packs) {
  writeFileSync(join(DIST, name), packed);
  for (const [path, stub] of stubs) {
    writeFileSync(join(DIST, path), stub);
    rmSync(join(DIST, `${path}.map`), { force: true });
  }
  console.log(`${name}: ${stubs.length} modules`);
}
