import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { checkCommands, type Commands } from './check-commands';
import { checkTypes } from './check-types';
import { type Block, PROJECT_ROOT, readAllBlocks, readBlocks } from './markdown';
import { runBlock } from './run-block';

jest.setTimeout(60_000);

const blocks = readAllBlocks();
const programs = blocks.filter(({ language }) => language === 'ts');
const runnable = programs.filter(({ flags }) => flags.includes('run'));
const commands = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json'), 'utf8')) as Commands;

const block = (code: string): Block => ({
  page: 'page.md',
  line: 10,
  language: 'ts',
  flags: [],
  code,
});

describe('the blocks of README and docs', () => {
  it('marked `ts` keep the types of the public API', () => {
    expect(checkTypes(programs)).toEqual([]);
  });

  for (const found of runnable) {
    it.concurrent(`marked \`ts run\` run and end: ${found.page}:${found.line}`, async () => {
      expect(await runBlock(found)).toBeUndefined();
    });
  }

  it('marked `sh` call commands that exist', () => {
    const shell = blocks.filter(({ language }) => language === 'sh');
    expect(checkCommands(shell, commands)).toEqual([]);
  });
});

describe('reading a page', () => {
  it('finds fences with language, flags, code and line', () => {
    const page = [
      '# A',
      '```ts run',
      'const a = 1;',
      '```',
      '',
      '1. b',
      '   ~~~sh',
      '   npm test',
      '     more',
      '   ~~~',
    ];
    expect(readBlocks('page.md', page.join('\n'))).toEqual([
      { page: 'page.md', line: 3, language: 'ts', flags: ['run'], code: 'const a = 1;' },
      { page: 'page.md', line: 8, language: 'sh', flags: [], code: 'npm test\n  more' },
    ]);
  });

  it('does not end a block at a shorter fence', () => {
    const page = ['````md', '```ts', 'a', '```', '````'].join('\n');
    expect(readBlocks('page.md', page)).toMatchObject([{ language: 'md', code: '```ts\na\n```' }]);
  });

  it('refuses a block that nothing closes', () => {
    expect(() => readBlocks('page.md', 'a\n```ts\nb')).toThrow('page.md:2');
  });
});

describe('checking types', () => {
  it('names page and line of each error', () => {
    const errors = checkTypes([
      block("import type * as holon from 'holon';\nexport type Api = typeof holon;"),
      block('const one = 1;\nconst two: string = one;'),
      block("import { noSuchExport } from 'holon';\nnoSuchExport();"),
      block("import { x } from 'holon/no-such-entry';\nx();"),
    ]);
    expect(errors).toEqual([
      expect.stringMatching(/^page\.md:11 Type 'number' is not assignable/),
      expect.stringMatching(/^page\.md:10 .*noSuchExport/),
      expect.stringMatching(/^page\.md:10 Cannot find module 'holon\/no-such-entry'/),
    ]);
  });

  it('gives each block a scope of its own, with await at the top and decorators', () => {
    const code = [
      "import { IsString } from 'class-validator';",
      'class Note { @IsString() text!: string }',
      'const note = await Promise.resolve(new Note());',
      'console.log(note.text);',
    ].join('\n');
    expect(checkTypes([block(code), block(code)])).toEqual([]);
  });
});

describe('running a block', () => {
  it.concurrent.each([
    [
      'an assertion that holds',
      "import assert from 'node:assert';\nassert.equal(await Promise.resolve(1), 1);",
      undefined,
    ],
    [
      'holon',
      "import * as holon from 'holon';\nif (typeof holon !== 'object') throw new Error('none');",
      undefined,
    ],
    [
      'an assertion that fails',
      "import assert from 'node:assert';\nassert.equal(1, 2, 'one is two');",
      /one is two/,
    ],
    ['a rejection', "await Promise.reject(new Error('late'));", /late/],
    [
      'decorators',
      "import 'reflect-metadata';\nimport { IsString } from 'class-validator';\nclass A { @IsString() a!: string }\nif (Reflect.getMetadata('design:type', A.prototype, 'a') !== String) throw new Error('no type');",
      undefined,
    ],
  ])('reports how it ended: %s', async (_what, code, expected) => {
    const wrong = await runBlock(block(code));
    if (expected === undefined) expect(wrong).toBeUndefined();
    else expect(wrong).toMatch(expected);
  });
});

describe('running a block that does not end', () => {
  it('gives up and says so', async () => {
    const wrong = await runBlock(block('setInterval(() => undefined, 1_000);'), { limitMs: 1_500 });
    expect(wrong).toBe('did not end within 1500 ms');
  });
});

describe('checking commands', () => {
  const check = (code: string) =>
    checkCommands([block(code)], { scripts: { test: 'jest', start: 'x' }, bin: {} });

  it('accepts scripts that package.json has, and what is not npm', () => {
    expect(check('npm ci && npm test   # both\n$ npm run start; ls | wc')).toEqual([]);
  });

  it('names those it does not have', () => {
    expect(check('npm ci && npm run stat\nnpm tset\nnpx holon start')).toEqual([
      'page.md:10 npm run stat',
      'page.md:11 npm tset',
      'page.md:12 npx holon start',
    ]);
  });

  it('names those whose flags npm would keep to itself', () => {
    expect(
      check('npm start -- --store memory:\nnpm test --watch\nnpm run start a -o b -- -c'),
    ).toEqual(['page.md:11 npm test --watch', 'page.md:12 npm run start a -o b -- -c']);
  });
});
