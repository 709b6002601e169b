const KILLED = ['Killed', 'Timeout'];
/** No test noticed. */
export const LOST = ['Survived', 'NoCoverage'];
/** The tests could not be run, so that it says nothing. */
export const BROKEN = ['RuntimeError', 'CompileError'];

const nothing = (date) => ({ killed: 0, timeouts: 0, survived: 0, broken: 0, ignored: 0, date });

/**
 * Figures of each file: `{ killed, timeouts, survived, broken, ignored, date }`. Who never ends is killed, by a timeout;
 * who breaks what runs the tests is neither killed nor survived.
 */
export function summarise(mutants, date) {
  const figures = {};
  for (const { file, status } of mutants) {
    const figure = (figures[file] ??= nothing(date));
    if (KILLED.includes(status)) figure.killed += 1;
    if (status === 'Timeout') figure.timeouts += 1;
    if (LOST.includes(status)) figure.survived += 1;
    if (BROKEN.includes(status)) figure.broken += 1;
    if (status === 'Ignored') figure.ignored += 1;
  }
  return figures;
}

/** The sum of some figures, undefined where one of them does not say; the date is that of the oldest. */
export function total(figures) {
  const sum = nothing('9999');
  for (const figure of figures) {
    for (const name of ['killed', 'timeouts', 'survived', 'broken', 'ignored']) {
      const known = sum[name] !== undefined && figure[name] !== undefined;
      sum[name] = known ? sum[name] + figure[name] : undefined;
    }
    if (figure.date < sum.date) sum.date = figure.date;
  }
  return sum;
}

/** Killed of those tried, in percent with one digit. */
export function score({ killed, survived }) {
  return killed + survived === 0 ? '–' : ((100 * killed) / (killed + survived)).toFixed(1);
}
