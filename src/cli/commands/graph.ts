import { writeFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import type { Command } from 'commander';
import { checkApp } from '../../container/check-app';
import { throwProblems } from '../../errors/collect-problems';
import { HolonError } from '../../errors/holon-error';
import type { Topology } from '../../model/topology';
import { didYouMean } from '../../util/did-you-mean';
import type { CliIo } from '../cli-io';
import { toDot } from '../graph/dot';
import { toJson } from '../graph/json';
import { toMermaid } from '../graph/mermaid';
import { toSvg } from '../graph/svg';
import { loadEntry } from '../load-entry';
import { loadSettings } from '../project-settings';
import type { Finish, GlobalFlags } from './command';

interface GraphFlags extends GlobalFlags {
  readonly format?: string;
  readonly output?: string;
}

type Draw = (topology: Topology) => string | Promise<string>;

const FORMATS: ReadonlyMap<string, Draw> = new Map<string, Draw>([
  ['mermaid', toMermaid],
  ['dot', toDot],
  ['json', toJson],
  ['svg', (topology) => toSvg(topology)],
]);
const BY_EXTENSION: Readonly<Record<string, string>> = {
  '.mmd': 'mermaid',
  '.dot': 'dot',
  '.gv': 'dot',
  '.json': 'json',
  '.svg': 'svg',
};

/** `holon graph`: the systems and channels of an app as a picture. */
export function addGraphCommand(program: Command, io: CliIo, finish: Finish): void {
  program
    .command('graph')
    .summary('draw the systems and channels of an app')
    .description('Draws which system writes to and reads from which channel. Starts nothing.')
    .argument('[file]', 'entry file; `entry` of the settings when left out')
    .option(
      '-f, --format <format>',
      `${[...FORMATS.keys()].join(', ')}; by default what --output ends in, else mermaid`,
    )
    .option('-o, --output <file>', 'write there and not to the standard output')
    .action(async (file: string | undefined, _flags: unknown, command: Command) => {
      const { config, format, output } = command.optsWithGlobals<GraphFlags>();
      const draw = findFormat(format ?? BY_EXTENSION[extname(output ?? '')] ?? 'mermaid');
      const settings = loadSettings({ cwd: io.cwd, env: io.env, flags: { config, entry: file } });
      const { root, options } = await loadEntry(settings.entry);
      const { topology, problems } = checkApp(root, options);
      throwProblems('HOLON_INVALID_TOPOLOGY', `${root.name} cannot be drawn`, problems);
      const picture = await draw(topology);
      if (output === undefined) io.stdout.write(picture);
      else await save(resolve(io.cwd, output), picture);
      finish(0);
    });
}

function findFormat(name: string): Draw {
  const draw = FORMATS.get(name);
  if (draw !== undefined) return draw;
  throw new HolonError(
    'HOLON_INVALID_ARGUMENT',
    `'${name}' is no format${didYouMean(name, FORMATS.keys())}`,
    { hint: `Pass --format ${[...FORMATS.keys()].join(' | ')}.` },
  );
}

async function save(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (cause) {
    throw new HolonError('HOLON_INVALID_ARGUMENT', `${path} cannot be written`, {
      hint: 'Pass --output a file in an existing, writable directory.',
      cause,
    });
  }
}
