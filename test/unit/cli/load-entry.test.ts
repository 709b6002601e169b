import { join } from 'node:path';
import { loadEntry } from '../../../src/cli/load-entry';
import { System } from '../../../src/decorators/system';
import { HolonError } from '../../../src/errors/holon-error';
import { tempProject } from './temp-project';

@System({ id: 'a', name: 'A' })
class First {}
@System({ id: 'b', name: 'B' })
class Second {}
class Plain {}

const at = (file: string) => ({ given: file, places: [file] });

async function entryOf(exports: unknown) {
  const file = join(tempProject({ 'main.js': '' }), 'main.js');
  return loadEntry(at(file), async () => exports);
}

describe('loadEntry', () => {
  it.each([
    ['the default export', { default: First, root: Second }],
    ['the default export of CommonJS seen from ESM', { default: { default: First }, Second }],
    ['the export named root', { root: First, Second }],
    ['the only decorated export', { First, Plain, helper: () => 1, limit: 5 }],
    ['the only decorated export, under two names', { First, Alias: First }],
    ['module.exports itself', First],
  ])('finds %s', async (_name, exports) => {
    expect((await entryOf(exports)).root).toBe(First);
  });

  it('hands on the options that the file exports', async () => {
    const options = { providers: [] };
    expect((await entryOf({ First, options })).options).toBe(options);
    expect((await entryOf({ First })).options).toEqual({});
  });

  it.each([
    [{ Plain, limit: 1 }, /no class decorated with @System, only: Plain, limit/],
    [{}, /only: nothing/],
    [undefined, /only: default/],
    [{ First, Second }, /several systems: First, Second/],
    [{ First, options: [] }, /options/],
  ])('refuses the exports %j', async (exports, message) => {
    await expect(entryOf(exports)).rejects.toMatchObject({
      code: 'HOLON_ENTRY_INVALID',
      message: expect.stringMatching(message),
    });
  });

  it('says when no entry is named', async () => {
    await expect(loadEntry(undefined)).rejects.toMatchObject({ code: 'HOLON_ENTRY_NOT_FOUND' });
  });

  it('says when the file is missing, and which it may have been', async () => {
    const directory = tempProject({ 'station.ts': '' });
    await expect(loadEntry(at(join(directory, 'sation.ts')))).rejects.toMatchObject({
      code: 'HOLON_ENTRY_NOT_FOUND',
      message: expect.stringContaining("did you mean 'station.ts'?"),
    });
    await expect(loadEntry(at(join(directory, 'no', 'where.ts')))).rejects.toMatchObject({
      code: 'HOLON_ENTRY_NOT_FOUND',
    });
    await expect(loadEntry(at(directory))).rejects.toMatchObject({
      code: 'HOLON_ENTRY_NOT_FOUND',
      message: expect.stringContaining('is a directory'),
    });
  });

  it('takes the first place where the file stands', async () => {
    const directory = tempProject({ 'src/main.js': '' });
    const places = [join(directory, 'main.js'), join(directory, 'src', 'main.js')];
    const entry = await loadEntry({ given: 'main.js', places }, async () => First);
    expect(entry.file).toBe(places[1]);
  });

  it('names file and line of a throw while loading, with the cause', async () => {
    const file = join(
      tempProject({ 'main.js': "const x = 1;\nthrow new TypeError('no database');\n" }),
      'main.js',
    );
    await expect(loadEntry(at(file))).rejects.toMatchObject({
      code: 'HOLON_ENTRY_INVALID',
      path: [expect.stringMatching(/main\.js:2:\d+$/)],
      cause: expect.objectContaining({ message: 'no database' }),
    });
  });

  it('names the file that imports what does not exist, at its line', async () => {
    const file = join(tempProject({ 'main.js': '' }), 'main.js');
    const cause = Object.assign(
      new Error(`Cannot find module './gone'\nRequire stack:\n- ${file}`),
      {
        requireStack: ['/app/part.js', file, '/holon/load-module.js'],
        stack: `Error\n    at load (/holon/x.js:1:1)\n    at f (/app/part.js:2:1)\n    at g (${file}:1:1)`,
      },
    );
    await expect(loadEntry(at(file), () => Promise.reject(cause))).rejects.toMatchObject({
      path: ['/app/part.js:2:1'],
      hint: 'Correct that import, or install the package.',
    });
  });

  it('keeps the cure of a holon error thrown while loading', async () => {
    const cause = new HolonError('HOLON_INVALID_DECORATOR', 'x', { hint: 'Do this.' });
    const file = join(tempProject({ 'main.js': '' }), 'main.js');
    await expect(loadEntry(at(file), () => Promise.reject(cause))).rejects.toMatchObject({
      code: 'HOLON_ENTRY_INVALID',
      hint: 'Do this.',
      cause,
    });
  });

  it('passes on that a package for loading is missing', async () => {
    const missing = new HolonError('HOLON_DEPENDENCY_MISSING', 'x');
    const file = join(tempProject({ 'main.ts': '' }), 'main.ts');
    await expect(loadEntry(at(file), () => Promise.reject(missing))).rejects.toBe(missing);
  });
});
