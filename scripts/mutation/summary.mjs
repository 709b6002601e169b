/** Figures of each file: `{ killed, survived, ignored, date }`. Errors count as nothing, for nobody can run them. */
export function summarise(mutants, date) {
  const figures = {};
  for (const { file, status } of mutants) {
    const figure = (figures[file] ??= { killed: 0, survived: 0, ignored: 0, date });
    if (status === 'Killed' || status === 'Timeout') figure.killed += 1;
    if (status === 'Survived' || status === 'NoCoverage') figure.survived += 1;
    if (status === 'Ignored') figure.ignored += 1;
  }
  return figures;
}

/** The sum of some figures; the date is that of the oldest. */
export function total(figures) {
  const sum = { killed: 0, survived: 0, ignored: 0, date: '9999' };
  for (const { killed, survived, ignored, date } of figures) {
    sum.killed += killed;
    sum.survived += survived;
    sum.ignored += ignored;
    if (date < sum.date) sum.date = date;
  }
  return sum;
}

/** Killed of those tried, in percent with one digit. */
export function score({ killed, survived }) {
  return killed + survived === 0 ? '–' : ((100 * killed) / (killed + survived)).toFixed(1);
}
