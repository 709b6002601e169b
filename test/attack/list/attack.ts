import type { JwtSecurity } from '../../../src/security/jwt-security';
import type { Site } from '../sites';

/** One attack of the list in docs/reference/attacks.md. */
export interface Attack {
  /** Its number in the list. */
  readonly number: number;
  readonly what: string;
  /** What must come of it: a status, or a few words. */
  readonly expected: string;
  /** Tries it on a site of its own or a shared one; resolves with what came. */
  run(stage: Stage): Promise<string>;
}

/** What attacks are tried on: a site that JwtSecurity guards, with a key for each algorithm. */
export interface Stage extends Site {
  readonly security: JwtSecurity;
}

/** A token that must be refused at every door. */
export interface TokenAttack {
  readonly number: number;
  readonly what: string;
  /** @param now whole seconds */
  token(now: number): string;
}

/** What came, each kind once. */
export function joined(outcomes: readonly (string | number)[]): string {
  return [...new Set(outcomes)].join(' ');
}
