/** What the seeds of this project cost, in microseconds: constants, for nothing here can run them. */
const NOT_OF_THIS_RUN = 'SSSN, not of this run';
const TIMES_QUICKER = 10;

/** Said by every group that has such a row. */
export const ABOUT_SSSN =
  'SSSN 0.0.1 is a framework in Python from which this one comes. Its figures are constants: they were measured with ' +
  'Python 3.11 on another day, on another kind of machine with two shared cores; only their order of magnitude is worth ' +
  'anything beside the others.';

/** A row that compares with SSSN. @param row with `name`, `ours`, `limit` */
export const besideSssn = ({ name, ours, limit }, microseconds) => ({
  name: `${name}, beside SSSN`,
  ours,
  limit,
  constants: { [NOT_OF_THIS_RUN]: microseconds },
  goal: { microseconds, atMost: 1 / TIMES_QUICKER },
});
