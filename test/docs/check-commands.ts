import type { Block } from './markdown';

/** What package.json says that a shell block may call. */
export interface Commands {
  readonly scripts: Readonly<Record<string, string>>;
  readonly bin: Readonly<Record<string, string>>;
}

/** npm's own commands that a page may show. */
const NPM_COMMANDS = ['ci', 'install', 'i', 'run', 'test', 'start', 'pack'];

/** Commands in shell blocks that the project does not have, or whose flags npm would keep, as `page:line command`. */
export function checkCommands(
  blocks: readonly Block[],
  { scripts, bin }: Commands,
): readonly string[] {
  const isKnown = (command: string): boolean => {
    const [program, first = '', second = '', ...rest] = command.split(/\s+/);
    if (program === 'npx') return first !== 'holon' || 'holon' in bin;
    if (program !== 'npm') return true;
    if (first === 'run') return second in scripts && reachScript(rest);
    if (first === 'test' || first === 'start')
      return first in scripts && reachScript([second, ...rest]);
    return NPM_COMMANDS.includes(first);
  };
  return blocks.flatMap((block) =>
    block.code.split('\n').flatMap((text, index) =>
      text
        .replace(/^\s*\$ |(^|\s)#.*$/g, '')
        .split(/&&|\|\||[;|]/)
        .map((command) => command.trim())
        .filter((command) => !isKnown(command))
        .map((command) => `${block.page}:${block.line + index} ${command}`),
    ),
  );
}

/** `npm run X` anywhere in a text, in prose and comments as well, where there is no script X; as `page:line npm run X`. */
export function checkScripts(
  page: string,
  text: string,
  { scripts }: Pick<Commands, 'scripts'>,
): readonly string[] {
  // A line may end within; npm's own flags stand before the name.
  const named = text.matchAll(/\bnpm run(?:\s+-\S+)*\s+([\w-]+(?::[\w-]+)*)/g);
  return [...named].flatMap(({ index, 1: name = '' }) => {
    if (Object.hasOwn(scripts, name)) return [];
    const line = text.slice(0, index).split('\n').length;
    return [`${page}:${line} npm run ${name}`];
  });
}

/** npm takes flags for itself up to a `--`. */
function reachScript(args: readonly string[]): boolean {
  return (args.find((arg) => arg.startsWith('-')) ?? '--') === '--';
}
