/** In the order of the report. */
export const GROUP_NAMES = [
  'ids',
  'typed-write',
  'point-to-point',
  'fan-out',
  'memory-queue',
  'memory-queue-growth',
  'sqlite-append',
  'sqlite-claim',
  'sqlite-claim-growth',
  'cold-start',
  'memory',
  'http-get',
  'http-put',
  'http-events',
];

export async function loadGroup(name) {
  const { group } = await import(`../groups/${name}.mjs`);
  return group;
}
