import { checkOptions, kindOf, type OptionKind } from './check-options';
import { kitError } from './kit-error';

/** Virtual milliseconds that one call may need where nothing else is said. */
const WITHIN_MS = 60_000;

/** How long a call may take. */
export interface WithinOptions {
  /** Most virtual milliseconds. @defaultValue 60_000 */
  readonly withinMs?: number;
}

/** What may be said where time moves while the test has paused a system. */
export interface PausedOptions {
  /** Says that this is meant; it is refused otherwise. @defaultValue false */
  readonly whilePaused?: boolean;
}

/** How long to wait for something, and whether a pause may last meanwhile. */
export interface FinishOptions extends WithinOptions, PausedOptions {}

const FLAG: OptionKind = ['true or false', (value) => typeof value === 'boolean'];

const SPAN: OptionKind = [
  'milliseconds, 0 or more',
  (value) => typeof value === 'number' && value >= 0,
];

/** Whether time may move while the test has paused a system. @throws HOLON_INVALID_ARGUMENT */
export function whilePaused(options: PausedOptions, call: string): boolean {
  checkOptions(options, { whilePaused: FLAG }, { call });
  return options.whilePaused === true;
}

/** What `finish` is told. @throws HOLON_INVALID_ARGUMENT */
export function finishing(options: FinishOptions, call: string): Required<FinishOptions> {
  checkOptions(options, { withinMs: SPAN, whilePaused: FLAG }, { call });
  return { withinMs: options.withinMs ?? WITHIN_MS, whilePaused: options.whilePaused === true };
}

/** The virtual milliseconds that a call may take. @throws HOLON_INVALID_ARGUMENT */
export function within(options: WithinOptions, call: string): number {
  checkOptions(options, { withinMs: SPAN }, { call });
  return options.withinMs ?? WITHIN_MS;
}

/** How many steps to make. @throws HOLON_INVALID_ARGUMENT */
export function checkSteps(count: unknown): void {
  if (Number.isSafeInteger(count) && (count as number) >= 0) return; // isSafeInteger accepts numbers only
  throw kitError(
    'HOLON_INVALID_ARGUMENT',
    `test.tick: the number of steps must be a whole number, 0 or more, not ${kindOf(count)}`,
    { hint: 'Write test.tick() for one step, test.tick(3) for three.' },
  );
}

/** What to wait for. @throws HOLON_INVALID_ARGUMENT */
export function checkPredicate(predicate: unknown): void {
  if (typeof predicate === 'function') return;
  throw kitError(
    'HOLON_INVALID_ARGUMENT',
    `test.until: what to wait for must be a function, not ${kindOf(predicate)}`,
    { hint: 'Write test.until(() => …): it is asked again whenever something has happened.' },
  );
}
