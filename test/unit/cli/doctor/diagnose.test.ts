import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { diagnose } from '../../../../src/cli/doctor/diagnose';
import type { Finding } from '../../../../src/cli/doctor/finding';
import { tempProject } from '../temp-project';

const goodTsconfig = {
  compilerOptions: {
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    useDefineForClassFields: false,
  },
};

function pkg(name: string, version = '1.0.0', within = ''): Record<string, unknown> {
  return { [join(within, 'node_modules', name, 'package.json')]: { name, version } };
}

function findings(files: Record<string, unknown>, nodeVersion = '20.19.0'): Finding[] {
  return diagnose({ cwd: tempProject(files), env: {}, nodeVersion });
}

function about(pattern: RegExp, found: readonly Finding[]): Finding[] {
  return found.filter(({ text }) => pattern.test(text));
}

describe('diagnose', () => {
  it('finds nothing bad in a good project', () => {
    const found = findings({
      'tsconfig.json': goodTsconfig,
      'nest-cli-style.json': { entry: 'main.ts' },
      'main.ts': '',
      ...pkg('reflect-metadata', '0.2.2'),
      ...pkg('class-validator'),
      ...pkg('class-transformer'),
      ...pkg('holon'),
      ...pkg('@swc-node/register'),
      ...pkg('better-sqlite3'),
    });
    expect(found.filter(({ mark }) => mark !== 'ok')).toEqual([]);
    expect(about(/^reflect-metadata 0\.2\.2$/, found)).toHaveLength(1);
  });

  it.each([
    ['18.20.0', 'bad'],
    ['20.18.3', 'bad'],
    ['20.19.0', 'ok'],
    ['24.0.0', 'ok'],
  ])('takes Node %s for %s', (version, mark) => {
    expect(findings({}, version)[0]).toMatchObject({ mark });
  });

  it('gives a cure for everything that is not good', () => {
    const found = findings({ 'nest-cli-style.json': { entry: 'gone.ts' } }, '18.0.0');
    const marks = found.map(({ mark, cure }) => [mark, mark === 'ok' || cure !== undefined]);
    expect(marks).toEqual(marks.map(([mark]) => [mark, true]));
    expect(about(/gone\.ts does not exist/, found)).toMatchObject([{ mark: 'bad' }]);
    expect(about(/^No tsconfig/, found)).toMatchObject([{ mark: 'warning' }]);
    expect(about(/^reflect-metadata/, found)).toMatchObject([{ mark: 'bad' }]);
    expect(about(/^class-validator/, found)).toMatchObject([{ mark: 'warning' }]);
    expect(about(/^better-sqlite3/, found)).toMatchObject([{ mark: 'note' }]);
  });

  it('follows `extends` of tsconfig.json, comments and trailing commas included', () => {
    const found = findings({
      'tsconfig.json': `{
        // the base has the "decorators"
        "extends": ["./base", "@acme/tsconfig/strict.json",],
        "compilerOptions": { "target": "es2022" /* , */ },
      }`,
      'base.json': {
        extends: './tsconfig.json',
        compilerOptions: { experimentalDecorators: true },
      },
      'node_modules/@acme/tsconfig/strict.json': {
        compilerOptions: { emitDecoratorMetadata: true },
      },
    });
    expect(about(/(experimentalDecorators|emitDecoratorMetadata)$/, found)).toMatchObject([
      { mark: 'ok' },
      { mark: 'ok' },
    ]);
    expect(about(/useDefineForClassFields is on/, found)).toMatchObject([{ mark: 'warning' }]);
  });

  it.each([
    [{ compilerOptions: {} }, /left to the compiler/],
    [{ compilerOptions: { target: 'ESNext' } }, /is on/],
    [{ compilerOptions: { target: 'es2021' } }, /is off/],
    [{ compilerOptions: { target: 'es2022', useDefineForClassFields: false } }, /is off/],
  ])('knows what %j makes of class fields', (tsconfig, says) => {
    const found = findings({ 'tsconfig.json': tsconfig });
    expect(about(/useDefineForClassFields/, found)[0]?.text).toMatch(says);
  });

  it('says when tsconfig.json or the settings cannot be read', () => {
    const found = findings({ 'tsconfig.json': '{', 'nest-cli-style.json': '{' });
    expect(about(/tsconfig\.json cannot be read/, found)).toMatchObject([{ mark: 'bad' }]);
    expect(about(/nest-cli-style\.json:1:2/, found)).toMatchObject([{ mark: 'bad' }]);
  });

  it('finds second copies of what must be one, wherever they are nested', () => {
    const found = findings({
      ...pkg('class-transformer', '0.5.1'),
      ...pkg('class-transformer', '0.4.0', 'node_modules/@acme/dto'),
      ...pkg('holon', '0.1.0'),
      ...pkg('holon', '0.0.9', 'node_modules/plugin/node_modules/inner'),
      'node_modules/@acme/dto/package.json': {},
      'node_modules/plugin/package.json': {},
    });
    expect(about(/2 copies of class-transformer/, found)).toMatchObject([{ mark: 'bad' }]);
    expect(about(/2 copies of holon: .*0\.1\.0.*0\.0\.9/, found)).toMatchObject([{ mark: 'bad' }]);
  });

  it('counts links to one copy once', () => {
    const cwd = tempProject({
      ...pkg('holon'),
      'node_modules/a/package.json': {},
      'node_modules/a/node_modules/x/package.json': {},
    });
    symlinkSync(join(cwd, 'node_modules/holon'), join(cwd, 'node_modules/a/node_modules/holon'));
    const found = diagnose({ cwd, env: {}, nodeVersion: '20.19.0' });
    expect(about(/holon/, found).map(({ text }) => text)).toContain('One copy of holon');
  });
});
