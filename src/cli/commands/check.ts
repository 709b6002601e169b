import type { Command } from 'commander';
import { checkApp } from '../../container/check-app';
import type { CliIo } from '../cli-io';
import { loadEntry } from '../load-entry';
import { loadSettings } from '../project-settings';
import { count, renderSummary } from '../render-check';
import { renderProblems } from '../render-error';
import type { Finish, GlobalFlags } from './command';

/** `holon check`: everything that is wrong with an app, at once and without starting any of it. */
export function addCheckCommand(program: Command, io: CliIo, finish: Finish): void {
  program
    .command('check')
    .summary('list everything that is wrong with an app, starting nothing')
    .description(
      'Checks that the systems, channels, grants and providers of an app fit together. Nothing is constructed or ' +
        'started. Prints every problem with its place and cure, or a summary with warnings.\n\n' +
        'Exit codes: 0 no problems, 1 problems.',
    )
    .argument('[file]', 'entry file; `entry` of the settings when left out')
    .action(async (file: string | undefined, _flags: unknown, command: Command) => {
      const { config } = command.optsWithGlobals<GlobalFlags>();
      const settings = loadSettings({ cwd: io.cwd, env: io.env, flags: { config, entry: file } });
      const { root, options } = await loadEntry(settings.entry);
      const { topology, problems, warnings } = checkApp(root, options);
      if (problems.length === 0) {
        io.stdout.write(renderSummary(topology, warnings));
        finish(0);
      } else {
        const lines = [
          `✗ ${root.name}: ${count(problems.length, 'problem')}`,
          ...renderProblems(problems),
        ];
        io.stdout.write(`${lines.join('\n')}\n`);
        finish(1);
      }
    });
}
