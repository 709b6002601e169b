import type { HolonErrorCode } from './error-codes';
import { HolonError } from './holon-error';

/** Throws one error that lists all `problems`, each with its code, place and cure; returns when there are none. */
export function throwProblems(
  code: HolonErrorCode,
  headline: string,
  problems: readonly HolonError[],
): void {
  if (problems.length === 0) return;
  const lines = problems.map((problem, index) => {
    const place = problem.path === undefined ? '' : `\n     at ${problem.path.join(' → ')}`;
    return `  ${String(index + 1)}. [${problem.code}] ${problem.message}${place}\n     cure: ${problem.hint}`;
  });
  const count = `${String(problems.length)} problem${problems.length === 1 ? '' : 's'}`;
  throw new HolonError(code, `${headline}: ${count}\n${lines.join('\n')}`, { problems });
}
