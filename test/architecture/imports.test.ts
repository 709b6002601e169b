import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { checkSources } from './check-sources';
import { PROJECT_ROOT, readEntryPoints, readSources } from './read-sources';
import { parseRules } from './rules';

const rules = parseRules(
  readFileSync(join(PROJECT_ROOT, 'docs', 'reference', 'architecture.md'), 'utf8'),
);

const check = (files: Record<string, string>) =>
  checkSources(new Map(Object.entries(files)), rules, ['index.ts', 'testing/index.ts']);

describe('the source tree', () => {
  it('keeps the rules of docs/reference/architecture.md', () => {
    expect(checkSources(readSources(), rules, readEntryPoints())).toEqual([]);
  });

  it('is described as a whole', () => {
    const folders = new Set([...readSources().keys()].map((path) => path.split('/')[0]!));
    folders.delete('index.ts');
    for (const folder of folders) expect([...rules.ranks.keys()]).toContain(folder);
  });
});

describe('the checker', () => {
  it('reads ranks, packages and names from the page', () => {
    expect([...rules.ranks].slice(0, 3)).toEqual([
      ['model', 1],
      ['errors', 2],
      ['util', 3],
    ]);
    expect(rules.ranks.get('transport')).toBe(rules.ranks.get('cli'));
    expect(rules.packages.get('tsyringe')).toEqual({ folder: 'container/', lazy: true });
    expect(rules.names[0]).toEqual({
      pattern: /^Reflect\..*Metadata$/,
      place: 'decorators/metadata-storage.ts',
    });
  });

  it('lets a file import from its own folder and from below', () => {
    const breaches = check({
      'model/message.ts': 'export interface Message {}',
      'util/clock.ts': "import { hrtime } from 'node:process';\nexport const clock = hrtime;",
      'channels/log.ts':
        "import type { Message } from '../model/message';\nexport type Log = Message[];",
      'channels/base.ts':
        "import { clock } from '../util/clock';\nimport './log';\nexport const base = clock;",
      'index.ts': "export { base } from './channels/base';",
    });
    expect(breaches).toEqual([]);
  });

  it.each([
    ['import', "import { base } from '../channels/base';"],
    ['import type', "import type { Base } from '../channels/base';"],
    ['import of an inline type', "import { type Base } from '../channels/base';"],
    ['export from', "export { base } from '../channels/base';\nexport const other = 1;"],
    ['export all', "export * from '../channels/base';\nexport const other = 1;"],
    ['import()', "export const load = () => import('../channels/base');"],
    ['require()', "export const load = () => require('../channels/base');"],
    ['import type expression', "export type Base = import('../channels/base').Base;"],
    ['import = require', "import base = require('../channels/base');"],
  ])('refuses an upward %s', (_form, text) => {
    const breaches = check({ 'channels/base.ts': 'export const base = 1;', 'util/clock.ts': text });
    expect(breaches).toEqual(['util/clock.ts:1 imports channels/base.ts, which is not below it']);
  });

  it('keeps the folders of the highest rank apart, and out of the public API', () => {
    const breaches = check({
      'cli/main.ts': "import '../testing/index';",
      'testing/index.ts': 'export const test = 1;',
      'index.ts': "export { test } from './testing/index';",
    });
    expect(breaches).toEqual([
      'cli/main.ts:1 imports testing/index.ts, which is not below it',
      'index.ts:1 imports testing/index.ts, which is not below it',
    ]);
  });

  it('lets a door open upwards, when it is used and not before, and to one file only', () => {
    const files = {
      'transport/http/publish-app.ts': 'export const publishApp = 1;',
      'transport/http/other.ts': 'export const other = 1;',
    };
    const through = (text: string) => check({ ...files, 'systems/publications.ts': text });
    expect(through("export const open = () => require('../transport/http/publish-app');")).toEqual(
      [],
    );
    expect(through("import { publishApp } from '../transport/http/publish-app';")).toEqual([
      'systems/publications.ts:1 imports transport/http/publish-app.ts, which is not below it',
    ]);
    expect(through("export const open = () => require('../transport/http/other');")).toEqual([
      'systems/publications.ts:1 imports transport/http/other.ts, which is not below it',
    ]);
  });

  it('refuses any package in the lowest folder', () => {
    expect(check({ 'model/id.ts': "import { randomUUID } from 'node:crypto';" })).toEqual([
      'model/id.ts:1 imports node:crypto; the lowest folder imports nothing',
    ]);
  });

  it('knows which folder may import a package, and when', () => {
    const breaches = check({
      'systems/loop.ts': "import { container } from 'tsyringe';",
      'container/early.ts': "import { container } from 'tsyringe';",
      'container/types.ts': "import type { DependencyContainer } from 'tsyringe';",
      'container/late.ts': "export const load = () => require('tsyringe/dist/lib');",
      'transport/client/fetch.ts': "export const load = () => require('express');",
      'transport/http/server.ts': "export const load = () => require('express');",
      'util/copy.ts': "import { cloneDeep } from 'lodash';",
    });
    expect(breaches).toEqual([
      'systems/loop.ts:1 imports tsyringe, which only container/ knows',
      'container/early.ts:1 loads tsyringe at import, not when first used',
      'transport/client/fetch.ts:1 imports express, which only transport/http/ knows',
      'util/copy.ts:1 imports lodash, which is not a listed package',
    ]);
  });

  it('knows where a name may stand', () => {
    const text =
      "// Reflect.getMetadata in a comment\nexport const type = Reflect.getMetadata('design:type', {});";
    expect(check({ 'decorators/metadata-storage.ts': text })).toEqual([]);
    expect(check({ 'systems/keys.ts': 'export const keys = Reflect.ownKeys({});' })).toEqual([]);
    expect(check({ 'systems/loop.ts': text })).toEqual([
      'systems/loop.ts:2 says Reflect.getMetadata, which stands only in decorators/metadata-storage.ts',
    ]);
  });

  it('refuses barrels that are no entry points', () => {
    const breaches = check({
      'testing/index.ts': "export { a } from './a';",
      'testing/a.ts': 'export const a = 1;',
      'util/index.ts': 'export const b = 1;',
      'util/all.ts': "export * from './index';",
    });
    expect(breaches).toEqual([
      'util/index.ts:1 is a barrel; only entry points re-export',
      'util/all.ts:1 is a barrel; only entry points re-export',
    ]);
  });

  it('finds a cycle of files, and none where types alone go round', () => {
    const part = (kind: string, next: string) =>
      `${kind} { x } from './${next}';\nexport const y = 1;`;
    expect(
      check({
        'util/a.ts': part('import', 'b'),
        'util/b.ts': part('import', 'c'),
        'util/c.ts': part('import', 'a'),
      }),
    ).toEqual(['util/a.ts → util/b.ts → util/c.ts → util/a.ts is a cycle of imports']);
    expect(
      check({ 'util/a.ts': part('import', 'b'), 'util/b.ts': part('import type', 'a') }),
    ).toEqual([]);
  });

  it('refuses a file of no folder and an import that leads nowhere', () => {
    expect(
      check({ 'extras/a.ts': 'export const a = 1;', 'util/b.ts': "import '../../test/x';" }),
    ).toEqual([
      'extras/a.ts:1 stands in a folder that has no rank',
      'util/b.ts:1 imports ../../test/x, which is not in src',
    ]);
  });
});
