import { HolonError } from '../../errors/holon-error';

const UNIT_SECONDS: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['s', 1],
  ['m', 60],
  ['h', 3_600],
  ['d', 86_400],
]);

/** Seconds as typed, or with a unit: `90`, `15m`, `2h`, `7d`; answers milliseconds. */
export function parseDuration(typed: string): number {
  const [, digits = '', unit = ''] = /^(\d{1,9})([smhd]?)$/.exec(typed.trim()) ?? [];
  const ms = Number(digits) * (UNIT_SECONDS.get(unit) ?? 0) * 1_000;
  if (ms > 0) return ms;
  throw new HolonError('HOLON_INVALID_ARGUMENT', `'${typed}' is no span of time`, {
    hint: 'Pass whole seconds, or minutes, hours or days with their letter: 900, 15m, 2h, 7d.',
  });
}
