import { GROUP_NAMES, loadGroup } from './groups.mjs';

/** What is wrong with rows and plots, found before hours are measured: each names cases of its group. */
export async function findWrongRows() {
  const groups = await Promise.all(GROUP_NAMES.map(loadGroup));
  return groups.flatMap((group) => [
    ...group.rows.flatMap((row) => wrongOf(row, group)),
    ...unknownOf(pointsOf(group), group).map((name) => `${group.name}, plot: no case "${name}"`),
  ]);
}

function wrongOf(row, group) {
  const { ours, peers = [], limit, strict, relativeTo, goal } = row;
  const limits = typeof limit === 'string' ? [limit] : [limit.of, limit.relativeTo];
  const named = [ours, ...peers, ...limits, strict, relativeTo, goal.of];
  const wrong = unknownOf(named, group).map((name) => `no case "${name}"`);
  const isShown = goal.of === undefined || [...peers, ...limits].includes(goal.of);
  if (!isShown) wrong.push(`"${goal.of}" is compared with and not shown`);
  return wrong.map((what) => `${group.name}, ${row.name}: ${what}`);
}

const unknownOf = (names, { cases }) =>
  names.filter((name) => name !== undefined && cases[name] === undefined);

const pointsOf = ({ plot }) =>
  Object.values(plot?.series ?? {}).flatMap((points) => points.map(([, name]) => name));
