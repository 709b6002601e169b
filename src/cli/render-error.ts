import type { HolonErrorCode } from '../errors/error-codes';
import { HolonError } from '../errors/holon-error';
import { userFrame } from './source-place';

export interface RenderOptions {
  /** Whether stacks are shown. */
  readonly verbose: boolean;
}

/** Codes whose cause comes from code of the user's: where, is what they want to know first. */
const USER_CODE_FAILED: readonly HolonErrorCode[] = [
  'HOLON_PROVIDER_FAILED',
  'HOLON_SETUP_FAILED',
  'HOLON_UNHANDLED',
];

/** What to do about an error at a command line, where its own cure speaks of requests. */
const CURES: Partial<Readonly<Record<HolonErrorCode, string>>> = {
  HOLON_UNAUTHENTICATED:
    'Put a token that is valid now into HOLON_TOKEN, or its file into --token-file; ' +
    '`holon token` issues one where HOLON_JWT_SECRET is that of the app.',
};

/** An error as people read it: code, message, place, cure; each of its problems in a numbered list; stacks on request. */
export function renderError(error: unknown, options: RenderOptions): string {
  const problems = error instanceof HolonError ? error.problems : undefined;
  const lines = [
    `✗ ${headline(error)}`,
    ...(problems === undefined ? details(error) : renderProblems(problems)),
  ];
  if (options.verbose) lines.push(...stackLines(error));
  return `${lines.join('\n')}\n`;
}

/** A numbered list of `problems`, each with code, message, place and cure. */
export function renderProblems(problems: readonly HolonError[]): string[] {
  const width = String(problems.length).length + 1;
  return problems.flatMap((problem, index) => {
    const number = `${String(index + 1)}.`.padEnd(width);
    const indent = ' '.repeat(width);
    const [first = '', ...rest] = [headline(problem), ...details(problem)].flatMap((line) =>
      line.split('\n'),
    );
    return [`  ${number} ${first}`, ...rest.map((line) => `  ${indent} ${line}`)];
  });
}

function headline(error: unknown): string {
  if (error instanceof HolonError) {
    const message = error.problems === undefined ? error.message : firstLine(error.message);
    return `${error.code}: ${message}`;
  }
  return `unexpected ${summary(error)}`;
}

function details(error: unknown): string[] {
  if (!(error instanceof HolonError))
    return ['  cure: run again with --verbose to see where it comes from'];
  return [
    ...(error.path === undefined ? [] : [`  at ${error.path.join(' → ')}`]),
    ...causes(error).map((cause) => `  caused by: ${summary(cause)}${placeOf(cause, error)}`),
    `  cure: ${CURES[error.code] ?? error.hint}`,
  ];
}

function placeOf(cause: unknown, { code }: HolonError): string {
  const frame = USER_CODE_FAILED.includes(code) ? userFrame(cause) : undefined;
  return frame === undefined ? '' : `\n    at ${frame}`;
}

function causes(error: Error): unknown[] {
  const chain: unknown[] = [];
  for (let next = error.cause; next !== undefined && !chain.includes(next);) {
    chain.push(next);
    next = next instanceof Error ? next.cause : undefined;
  }
  return chain;
}

/** Compilers and node put whole backtraces into a message; what stands before them is for people. */
function summary(error: unknown): string {
  if (error instanceof HolonError) return `${error.code}: ${error.message}`;
  if (!(error instanceof Error)) return `value: ${String(error)}`;
  const [paragraph = ''] = error.message.trim().split(/\n\s*\n|\nRequire stack:\n/);
  return `${error.name}: ${paragraph.split('\n').join('\n    ')}`;
}

/** The stacks of an error and its causes, under a blank line; nothing for anything else. */
export function stackLines(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const stacks = [error, ...causes(error)].map((each) =>
    each instanceof Error ? each.stack : undefined,
  );
  return ['', ...stacks.filter((stack) => stack !== undefined)];
}

function firstLine(text: string): string {
  return text.split('\n', 1).join('');
}
