/** In the order of the report. */
export const GROUP_NAMES = [
  'fan-out',
  'memory-queue',
  'memory-queue-growth',
  'sqlite-append',
  'sqlite-claim',
  'sqlite-claim-growth',
  'http-get',
  'http-put',
  'http-events',
];

export async function loadGroup(name) {
  const { group } = await import(`../groups/${name}.mjs`);
  return group;
}
