import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const PROJECT_ROOT = join(__dirname, '..', '..');

interface Manifest {
  readonly main: string;
  readonly types: string;
  readonly exports: Readonly<
    Record<string, string | { readonly types: string; readonly default: string }>
  >;
  readonly typesVersions: { readonly '*': Readonly<Record<string, readonly string[]>> };
  readonly bin: Readonly<Record<string, string>>;
  readonly files: readonly string[];
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const readJson = (path: string): unknown =>
  JSON.parse(readFileSync(join(PROJECT_ROOT, path), 'utf8'));
const manifest = readJson('package.json') as Manifest; // the fields that npm defines

/** Subpath (`''` for holon itself) → its two files. */
const entries = Object.entries(manifest.exports).flatMap(([subpath, target]) =>
  typeof target === 'string' ? [] : [[subpath.replace(/^\.\/?/, ''), target] as const],
);
const sourceOf = (built: string) =>
  built.replace(/^(\.\/)?dist\//, 'src/').replace(/(\.d\.ts|\.js)$/, '.ts');

describe('package.json', () => {
  it.each(entries)('has a source behind both files of the entry %j', (_subpath, target) => {
    expect(sourceOf(target.types)).toBe(sourceOf(target.default));
    expect(existsSync(join(PROJECT_ROOT, sourceOf(target.default)))).toBe(true);
  });

  it('has a source behind every command', () => {
    for (const built of Object.values(manifest.bin)) {
      expect(existsSync(join(PROJECT_ROOT, sourceOf(built)))).toBe(true);
    }
  });

  it('names the same entry points to old and new resolvers, to the compiler and to jest', () => {
    const subpaths = entries.filter(([subpath]) => subpath !== '');
    const types = subpaths.map(([subpath, target]) => [subpath, [target.types]]);
    expect(manifest.typesVersions['*']).toEqual(Object.fromEntries(types));
    expect(manifest.exports['.']).toEqual({ types: manifest.types, default: manifest.main });

    const { compilerOptions } = readJson('tsconfig.json') as {
      compilerOptions: { paths: Record<string, string[]> };
    };
    const paths = entries.map(([subpath, target]) => [
      ['holon', subpath].filter(Boolean).join('/'),
      [`./${sourceOf(target.default)}`],
    ]);
    expect(compilerOptions.paths).toEqual(Object.fromEntries(paths));

    for (const [subpath, target] of entries) {
      const specifier = ['holon', subpath].filter(Boolean).join('/');
      expect(require.resolve(specifier)).toBe(join(PROJECT_ROOT, sourceOf(target.default)));
    }
  });

  it('ships what is built and what must be read, and pins every dependency', () => {
    expect(manifest.files).toEqual(['dist', 'README.md', 'CHANGELOG.md', 'LICENSE']);
    for (const version of Object.values({
      ...manifest.dependencies,
      ...manifest.devDependencies,
    })) {
      expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    }
  });
});

describe("import 'holon'", () => {
  it('loads no package but reflect-metadata', () => {
    const program = `
      const before = new Set(Object.keys(require.cache));
      require('./src/index.ts');
      const files = Object.keys(require.cache).filter((file) => !before.has(file));
      console.log(JSON.stringify(files));
    `;
    const output = execFileSync(process.execPath, ['-r', '@swc-node/register', '-e', program], {
      cwd: PROJECT_ROOT,
      encoding: 'utf8',
    });
    const files = JSON.parse(output) as string[];
    const packages = files.flatMap(
      (file) => /.*node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file)?.[1] ?? [],
    );
    expect(files).toContain(join(PROJECT_ROOT, 'src', 'index.ts'));
    expect([...new Set(packages)].filter((name) => name !== 'reflect-metadata')).toEqual([]);
  });
});
