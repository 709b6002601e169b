import { must, oneOf, shape } from './check-options';
import type { Supervision } from './metadata';

/** How a system without `supervision` is looked after. */
export const DEFAULT_SUPERVISION: Supervision = Object.freeze({
  restart: 'on-error',
  maxRestarts: Infinity,
  delayMs: 100,
});

export const supervisionOptions = shape<Supervision>({
  restart: oneOf('on-error', 'never'),
  maxRestarts: must(
    'a whole number of at least 0, or Infinity',
    (value) => value === Infinity || (Number.isSafeInteger(value) && (value as number) >= 0), // numbers only
  ),
  delayMs: must(
    'a finite number of milliseconds of at least 0',
    (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0,
  ),
});
