/**
 * Packs what `npm run build` made, unpacks it into a project of its own, and uses it from there: required, imported,
 * type-checked and as a command. Only what package.json declares can be found from that project. Needs no network.
 */
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const consumer = mkdtempSync(join(tmpdir(), 'holon-consumer-'));
const installed = join(consumer, 'node_modules', manifest.name);
let failures = 0;

/** Runs a command in the consumer's project; answers its output, or undefined where it failed. */
function run(what, command, args) {
  try {
    const output = execFileSync(command, args, { cwd: consumer, encoding: 'utf8', stdio: 'pipe' });
    console.log(`ok      ${what}`);
    return output;
  } catch (error) {
    failures += 1;
    console.log(`failed  ${what}\n${error.stdout ?? ''}${error.stderr ?? error.message}`);
    return undefined;
  }
}

function check(what, wrong) {
  if (wrong.length === 0) return console.log(`ok      ${what}`);
  failures += 1;
  console.log(`failed  ${what}\n  ${wrong.join('\n  ')}`);
}

function link(name) {
  const target = join(consumer, 'node_modules', name);
  mkdirSync(dirname(target), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules', name), target, 'junction');
}

/** The package as npm would publish it, unpacked, with its dependencies beside it. */
function install() {
  const packed = execFileSync(
    'npm',
    ['pack', '--json', '--ignore-scripts', '--loglevel=error', '--pack-destination', consumer],
    { cwd: ROOT, encoding: 'utf8', shell: process.platform === 'win32' },
  );
  const [{ filename, files, size }] = JSON.parse(packed);
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', join(consumer, filename), '-C', installed, '--strip-components=1']);
  for (const name of Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })) {
    if (manifest.peerDependenciesMeta?.[name]?.optional !== true) link(name);
  }
  link('better-sqlite3');
  link('typescript');
  link('@types/node');
  console.log(`packed  ${filename}: ${files.length} files, ${Math.round(size / 1024)} kB`);
  return files.map(({ path }) => path);
}

const entries = Object.entries(manifest.exports).filter(([, target]) => typeof target === 'object');
const specifiers = entries.map(([subpath]) => manifest.name + subpath.slice(1));

try {
  const files = install();

  check(
    'every path of package.json is in the package',
    [
      ...entries.flatMap(([, target]) => Object.values(target)),
      ...Object.values(manifest.typesVersions['*']).flat(),
      ...Object.values(manifest.bin),
      manifest.main,
      manifest.types,
    ].filter((path) => !existsSync(join(installed, path))),
  );
  check(
    'nothing is packed but what was built and what must be read',
    files.filter(
      (path) => !/^(dist\/|package\.json$|README\.md$|CHANGELOG\.md$|LICENSE$)/.test(path),
    ),
  );

  for (const specifier of specifiers) {
    const names = run(`require('${specifier}')`, process.execPath, [
      '--print',
      `JSON.stringify(Object.keys(require('${specifier}')))`,
    ]);
    if (names === undefined) continue;
    const file = `import-${specifier.replace(/\W/g, '-')}.mjs`;
    const list = JSON.parse(names).join(', ');
    writeFileSync(join(consumer, file), `import { ${list} } from '${specifier}';\n`);
    run(`import { … } from '${specifier}'`, process.execPath, [file]);
  }

  const loaded = run(`require('${manifest.name}') once more`, process.execPath, [
    '--print',
    `require('${manifest.name}');
     Object.keys(require.cache)
       .map((file) => /.*node_modules[\\\\/]((?:@[^\\\\/]+[\\\\/])?[^\\\\/]+)/.exec(file)?.[1])
       .join(' ')`,
  ]);
  const known = [manifest.name, 'reflect-metadata'];
  check(
    'it loads no other package',
    [...new Set(loaded?.trim().split(' '))].filter((name) => !known.includes(name)),
  );

  const types = specifiers.map(
    (name, index) => `import * as entry${index} from '${name}';\nexport { entry${index} };`,
  );
  for (const file of ['consumer.ts', 'consumer.mts'])
    writeFileSync(join(consumer, file), types.join('\n'));
  const tsc = join('node_modules', 'typescript', 'bin', 'tsc');
  const strict = [
    '--noEmit',
    '--strict',
    '--target',
    'ES2022',
    '--lib',
    'ES2022,ESNext.Disposable',
    '--types',
    'node',
  ];
  for (const [module, moduleResolution, sources] of [
    ['node16', 'node16', ['consumer.ts', 'consumer.mts']],
    ['esnext', 'bundler', ['consumer.ts']],
  ]) {
    run(`types resolve and hold under ${moduleResolution}`, process.execPath, [
      tsc,
      ...strict,
      '--exactOptionalPropertyTypes',
      '--module',
      module,
      '--moduleResolution',
      moduleResolution,
      ...sources,
    ]);
  }

  copyFileSync(join(ROOT, 'scripts', 'use-package.cjs'), join(consumer, 'use-package.cjs'));
  run('an app publishes, stores, is used from afar and tested', process.execPath, [
    'use-package.cjs',
  ]);

  for (const [name, path] of Object.entries(manifest.bin)) {
    run(`${name} --help`, process.execPath, [join(installed, path), '--help']);
  }
} finally {
  rmSync(consumer, { recursive: true, force: true });
}

if (failures > 0) {
  console.log(`${failures} failed`);
  process.exitCode = 1;
}
