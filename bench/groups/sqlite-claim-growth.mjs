import { claimCase, openFloor, openHolon } from './sqlite-claim.mjs';

const BACKLOGS = [1_000, 10_000, 100_000, 1_000_000];
const DONE = 1_000_000;
const floor = openFloor('process', { isAlone: true, findsExpired: true });
const holon = openHolon('process');

const cases = {};
for (const ready of BACKLOGS) {
  cases[`holon/${ready}`] = claimCase('holon', 1, holon, { ready });
  cases[`strict floor/${ready}`] = claimCase('strict floor', 1, floor, { ready });
}
cases['holon/done'] = claimCase('holon', 1, holon, { ready: 1_000, done: DONE });
cases['strict floor/done'] = claimCase('strict floor', 1, floor, { ready: 1_000, done: DONE });
const pointsOf = (name) => BACKLOGS.map((ready) => [ready, `${name}/${ready}`]);

export const group = {
  name: 'sqlite-claim-growth',
  title: 'Claim and acknowledge on disk with a backlog',
  about:
    'One worker, NORMAL, with so many messages waiting; and 1 k waiting behind 1 M that are acknowledged and kept.',
  cases,
  rows: [
    {
      name: 'SQLite claim + acknowledge, 1 M waiting : 1 k waiting',
      ours: 'holon/1000000',
      relativeTo: 'holon/1000',
      limit: { of: 'strict floor/1000000', relativeTo: 'strict floor/1000' },
      goal: { atMost: 1.15 },
    },
    {
      name: 'SQLite claim + acknowledge, 1 M done and kept : none',
      ours: 'holon/done',
      relativeTo: 'holon/1000',
      limit: { of: 'strict floor/done', relativeTo: 'strict floor/1000' },
      goal: { atMost: 1.15 },
    },
  ],
  plot: {
    file: 'sqlite-claim-growth',
    x: 'messages waiting',
    series: { holon: pointsOf('holon'), 'strict floor': pointsOf('strict floor') },
  },
};
