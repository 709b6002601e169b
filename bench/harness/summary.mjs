/** Median, the lowest and the highest round, and each round in its order. */
export const summarise = (rounds) => ({ median: medianOf(rounds), ...spreadOf(rounds), rounds });

const spreadOf = (values) => ({ low: Math.min(...values), high: Math.max(...values) });

/**
 * The rows of a group with what was reached. Ratios are medians of the ratios of each round, so that what slows a
 * whole round down does not count.
 * @param results microseconds of each round, by case
 */
export function rowsOf(group, results) {
  return group.rows
    .filter((row) => isMeasured(row, results))
    .map((row) => toRow(row, results, group.unit));
}

function toRow(
  { name, ours, peers = [], constants = {}, limit, strict, relativeTo, goal },
  results,
  ownUnit = 'µs',
) {
  const isGrowth = relativeTo !== undefined;
  const roundsOf = (of, to) => (to === undefined ? results[of] : ratios(results[of], results[to]));
  const valueOf = (of, to) => medianOf(roundsOf(of, to));
  const { low, high } = spreadOf(roundsOf(ours, relativeTo));
  const limitOf = isGrowth ? valueOf(limit.of, limit.relativeTo) : valueOf(limit);
  const ratio = ratioFor({ ours, relativeTo, goal }, results);
  return {
    name,
    ours: round(valueOf(ours, relativeTo)),
    low: round(low),
    high: round(high),
    unit: isGrowth ? '×' : ownUnit,
    peers: {
      ...Object.fromEntries(
        peers.filter((peer) => results[peer]).map((peer) => [peer, round(medianOf(results[peer]))]),
      ),
      ...Object.fromEntries(Object.entries(constants).map(([peer, value]) => [peer, round(value)])),
    },
    limit: round(limitOf),
    ...(strict === undefined ? {} : { strictLimit: round(medianOf(results[strict])) }),
    ratio: round(ratio),
    ratioTo: relativeTo ?? goal.of ?? `${round(goal.microseconds)} µs`,
    goal: round(goal.atMost),
    met: ratio <= goal.atMost,
  };
}

/** To another size of its own, to a peer or a floor, or to a time that was set. */
function ratioFor({ ours, relativeTo, goal }, results) {
  if (goal.microseconds !== undefined) return medianOf(results[ours]) / goal.microseconds;
  return ratioOf(results[ours], results[relativeTo ?? goal.of]);
}

/** The rows that have no figures, each with the reason. @param skipped why a case was not measured, by case */
export function unmeasuredRowsOf(group, results, skipped) {
  return group.rows
    .filter((row) => !isMeasured(row, results))
    .map((row) => ({ name: row.name, reason: skipped[neededBy(row).find((one) => skipped[one])] }));
}

const isMeasured = (row, results) => neededBy(row).every((one) => results[one] !== undefined);

/** The cases that a row cannot do without; a peer it can. */
function neededBy({ ours, limit, relativeTo, goal }) {
  const limits = typeof limit === 'string' ? [limit] : [limit.of, limit.relativeTo];
  return [ours, ...limits, relativeTo, goal.of].filter((one) => one !== undefined);
}

const ratios = (ours, others) => ours.map((value, index) => value / others[index]);

/** The median of the ratios of each round. */
export const ratioOf = (ours, others) => medianOf(ratios(ours, others));

function medianOf(values) {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function round(value) {
  return Number(value.toPrecision(3));
}
