/** The client of published apps; loaded by the commands that call one. */
export function loadClient(): typeof import('../../transport/client/index') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a door: loaded when first used
  return require('../../transport/client/index') as typeof import('../../transport/client/index');
}
