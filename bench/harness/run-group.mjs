import { reasonMissing } from './installed.mjs';
import { runRounds } from './run-rounds.mjs';
import { rowsOf, summarise, unmeasuredRowsOf } from './summary.mjs';

/** Measures what of a group can be measured here; what cannot is named with the reason. */
export async function runGroup(group, { rounds, date, environment, onProgress }) {
  const cases = {};
  const skipped = {};
  for (const [name, one] of Object.entries(group.cases)) {
    const reason = reasonMissing(one.needs);
    if (reason === undefined) cases[name] = one;
    else skipped[name] = reason;
  }
  const results = await runRounds({ ...group, cases }, { rounds, onProgress });
  return {
    title: group.title,
    about: group.about,
    date,
    rounds,
    ...environment,
    rows: rowsOf(group, results),
    unmeasured: unmeasuredRowsOf(group, results, skipped),
    plot: group.plot,
    unit: group.unit,
    cases: Object.fromEntries(Object.entries(results).map(([name, all]) => [name, summarise(all)])),
    skipped: Object.entries(skipped).map(([name, reason]) => `${name} (${reason})`),
  };
}
