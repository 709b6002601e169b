/** Instantiations stand for the compiler's work: unlike its time they are the same in every run. */
import { join } from 'node:path';

import ts from 'typescript';

import { type AppSize, generateApp } from '../../scripts/type-cost/generate-app';

const ROOT = join(__dirname, '..', '..');
/** Holds no files on disk. */
const APPS = join(__dirname, 'generated');
const SMALL = { systems: 20, channels: 40 };
const LARGE = { systems: 40, channels: 80 };
/** A third above what they were when the figures of docs/reference/type-cost.md were taken. */
const MOST_PER_SYSTEM = 2_050;
/** In proportion, and a little for the root, whose every call looks through all channels. */
const MOST_GROWTH = 2.2;

const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => ts.sys.readFile(path));
const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
const sources = new Map<string, ts.SourceFile | undefined>();

/** What the compiler instantiates to check the app; holon itself is read and not checked. */
function instantiationsOf(size: AppSize): number {
  const folder = join(APPS, String(size.systems));
  const files = new Map(
    [...generateApp(size, 'holon')].map(([name, text]) => [join(folder, name), text]),
  );
  const host = ts.createCompilerHost(options);
  const onDisk = { ...host };
  host.readFile = (path) => files.get(path) ?? onDisk.readFile(path);
  host.fileExists = (path) => files.has(path) || onDisk.fileExists(path);
  host.directoryExists = (path) => path === folder || (onDisk.directoryExists?.(path) ?? true);
  host.getSourceFile = (path, target) => {
    const text = files.get(path);
    if (text !== undefined) return ts.createSourceFile(path, text, target);
    if (!sources.has(path)) sources.set(path, onDisk.getSourceFile(path, target));
    return sources.get(path);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  const errors = [...files.keys()].flatMap((path) =>
    program.getSemanticDiagnostics(program.getSourceFile(path)),
  );
  expect(errors.map(({ messageText }) => messageText)).toEqual([]);
  return program.getInstantiationCount();
}

describe('the types of a generated app', () => {
  const small = instantiationsOf(SMALL);

  it('cost the compiler a bounded amount for each system with its two channels', () => {
    expect(small / SMALL.systems).toBeLessThan(MOST_PER_SYSTEM);
  });

  it('cost hardly more than twice as much for twice the app', () => {
    expect(instantiationsOf(LARGE) / small).toBeLessThan(MOST_GROWTH);
  });
});
