import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { findUpwards } from '../load-module';
import { loadSettings } from '../project-settings';
import { SETTINGS_FILE } from '../settings-file';
import type { Finding } from './finding';
import { findCopies, findPackage } from './installed-packages';
import { definesClassFields, readCompilerOptions } from './tsconfig-flags';

export interface DiagnoseOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `20.19.0` */
  readonly nodeVersion: string;
  readonly config?: string | undefined;
}

const OLDEST_NODE = [20, 19] as const;

/** Looks at everything that holon needs of a machine and a project. */
export function diagnose(options: DiagnoseOptions): Finding[] {
  return [
    checkNode(options.nodeVersion),
    ...checkTsconfig(options.cwd),
    ...checkSettings(options),
    ...checkPackages(options.cwd),
    ...checkCopies(options.cwd),
  ];
}

function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  const isEnough = major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
  if (isEnough) return { mark: 'ok', text: `Node ${version}` };
  const needed = `${String(oldestMajor)}.${String(oldestMinor)}`;
  return {
    mark: 'bad',
    text: `Node ${version} is too old`,
    cure: `Install Node ${needed} or newer.`,
  };
}

function checkTsconfig(cwd: string): Finding[] {
  const file = findUpwards(cwd, 'tsconfig.json');
  if (file === undefined) {
    return [
      {
        mark: 'warning',
        text: 'No tsconfig.json here or above: TypeScript entries cannot use decorators',
        cure: 'Add one with experimentalDecorators and emitDecoratorMetadata, unless you write plain JavaScript.',
      },
    ];
  }
  const name = relative(cwd, file);
  let options: Readonly<Record<string, unknown>>;
  try {
    options = readCompilerOptions(file);
  } catch {
    return [
      {
        mark: 'bad',
        text: `${name} cannot be read`,
        cure: 'Correct it; `npx tsc -p .` names the place.',
      },
    ];
  }
  const flags = ['experimentalDecorators', 'emitDecoratorMetadata'].map((flag): Finding =>
    options[flag] === true
      ? { mark: 'ok', text: `${name}: ${flag}` }
      : {
          mark: 'bad',
          text: `${name}: ${flag} is not on`,
          cure: `Set "${flag}": true in compilerOptions.`,
        },
  );
  return [...flags, classFields(name, definesClassFields(options))];
}

function classFields(name: string, defines: boolean | undefined): Finding {
  if (defines === false) return { mark: 'ok', text: `${name}: useDefineForClassFields is off` };
  return {
    mark: 'warning',
    text: `${name}: useDefineForClassFields ${defines === true ? 'is on' : 'is left to the compiler'}, so fields without a value overwrite what was set before`,
    cure: 'Set "useDefineForClassFields": false in compilerOptions.',
  };
}

function checkSettings({ cwd, env, config }: DiagnoseOptions): Finding[] {
  try {
    const { entry } = loadSettings({ cwd, env, flags: { config } });
    if (entry === undefined) {
      return [
        {
          mark: 'note',
          text: 'No entry is set: commands need a file',
          cure: `Set "entry" in ${SETTINGS_FILE}.`,
        },
      ];
    }
    return entry.places.some((place) => existsSync(place))
      ? [{ mark: 'ok', text: `Entry ${entry.given}` }]
      : [
          {
            mark: 'bad',
            text: `Entry ${entry.given} does not exist`,
            cure: `Correct "entry" in ${SETTINGS_FILE}.`,
          },
        ];
  } catch (error) {
    return [
      {
        mark: 'bad',
        text: error instanceof Error ? error.message : String(error),
        cure: `Correct ${config ?? SETTINGS_FILE}.`,
      },
    ];
  }
}

/** What is said where a package is missing; `needed` finishes the sentence "… is not installed: ". */
const PACKAGES: readonly {
  name: string;
  missing: Finding['mark'];
  needed: string;
  install: string;
}[] = [
  {
    name: 'reflect-metadata',
    missing: 'bad',
    needed: 'decorators need it',
    install: 'npm install reflect-metadata',
  },
  {
    name: 'class-validator',
    missing: 'warning',
    needed: 'content described by classes needs it',
    install: 'npm install class-validator class-transformer',
  },
  {
    name: '@swc-node/register',
    missing: 'warning',
    needed: 'TypeScript entries need it',
    install: 'npm install --save-dev @swc-node/register @swc/core typescript',
  },
  {
    name: 'better-sqlite3',
    missing: 'note',
    needed: "only stores of the form 'sqlite:<file>' need it",
    install: 'npm install better-sqlite3',
  },
];

function checkPackages(cwd: string): Finding[] {
  return PACKAGES.map(({ name, missing, needed, install }) => {
    const found = findPackage(name, cwd);
    return found === undefined
      ? { mark: missing, text: `${name} is not installed: ${needed}`, cure: install }
      : { mark: 'ok', text: `${name} ${found.version}` };
  });
}

/** Packages that keep what decorators said in their own memory: a second copy does not know it. */
const SINGLE_COPIES: readonly { name: string; mark: Finding['mark'] }[] = [
  { name: 'holon', mark: 'bad' },
  { name: 'class-transformer', mark: 'bad' },
  { name: 'reflect-metadata', mark: 'warning' },
];

function checkCopies(cwd: string): Finding[] {
  return SINGLE_COPIES.flatMap(({ name, mark }): Finding[] => {
    const copies = findCopies(name, cwd);
    if (copies.length === 0) return [];
    if (copies.length === 1) return [{ mark: 'ok', text: `One copy of ${name}` }];
    const places = copies.map(
      ({ version, directory }) => `${version} in ${relative(cwd, directory)}`,
    );
    return [
      {
        mark,
        text: `${String(copies.length)} copies of ${name}: ${places.join(', ')}`,
        cure: 'npm dedupe, or make it a peer dependency of the packages that bring their own.',
      },
    ];
  });
}
