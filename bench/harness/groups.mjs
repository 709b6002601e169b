/** In the order of the report. */
export const GROUP_NAMES = [
  'ids',
  'typed-write',
  'resolve',
  'point-to-point',
  'fan-out',
  'subscribers-growth',
  'memory-queue',
  'memory-queue-growth',
  'sqlite-append',
  'sqlite-claim',
  'sqlite-claim-growth',
  'cold-start',
  'memory',
  'systems-growth',
  'channels-boot',
  'channels-write',
  'channels-memory',
  'message-size',
  'message-size-sqlite',
  'http-get',
  'http-put',
  'http-events',
];

export async function loadGroup(name) {
  const { group } = await import(`../groups/${name}.mjs`);
  return group;
}
