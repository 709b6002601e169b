import type { Command } from 'commander';
import type { CliIo } from '../cli-io';
import { diagnose } from '../doctor/diagnose';
import { FINDING_MARKS } from '../doctor/finding';
import type { Finish, GlobalFlags } from './command';

/** `holon doctor`: whether this machine and project have what holon needs. */
export function addDoctorCommand(program: Command, io: CliIo, finish: Finish): void {
  program
    .command('doctor')
    .summary('check that this machine and project have what holon needs')
    .description(
      'Looks at the Node version, tsconfig.json, the settings and the installed packages.\n\n' +
        `${FINDING_MARKS.ok} good   ${FINDING_MARKS.note} for your information   ${FINDING_MARKS.warning} may hurt   ${FINDING_MARKS.bad} will not work\n\n` +
        'Exit codes: 0 nothing is bad, 1 something is.',
    )
    .action((_flags: unknown, command: Command) => {
      const { config } = command.optsWithGlobals<GlobalFlags>();
      const findings = diagnose({
        cwd: io.cwd,
        env: io.env,
        nodeVersion: process.versions.node,
        config,
      });
      for (const { mark, text, cure } of findings) {
        io.stdout.write(`${FINDING_MARKS[mark]} ${text}\n`);
        if (cure !== undefined) io.stdout.write(`    cure: ${cure}\n`);
      }
      finish(findings.some(({ mark }) => mark === 'bad') ? 1 : 0);
    });
}
