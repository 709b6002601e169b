import type { JsonWebKey } from 'node:crypto';

import { HolonError } from '../../errors/holon-error';
import { invalid } from '../check-options';
import type { KeySource, SigningKey, VerificationKey } from './verification-key';

/** Tokens without a `kid` are tried with each key. */
const MOST_KEYS = 32;

/** The keys of an operator's own: the first that can sign does, all verify. */
export class KeyRing implements KeySource {
  /** By kid, in order. A map, because the kid comes from outside. */
  private readonly keys = new Map<string, VerificationKey>();

  constructor(
    keys: readonly VerificationKey[],
    private readonly place: string,
  ) {
    for (const key of keys) this.add(key, { signs: false });
  }

  /** @throws HOLON_INVALID_ARGUMENT when there is a key of this kid */
  add(key: VerificationKey, { signs }: { readonly signs: boolean }): void {
    if (this.keys.has(key.kid)) {
      throw invalid(
        `${this.place}: there are two keys '${key.kid}'`,
        'Give each key a kid of its own.',
      );
    }
    if (this.keys.size >= MOST_KEYS) {
      throw invalid(`${this.place}: there are more than ${MOST_KEYS} keys`, 'Remove old ones.');
    }
    const others = [...this.keys];
    if (signs) this.keys.clear();
    this.keys.set(key.kid, key);
    for (const [kid, other] of others) this.keys.set(kid, other);
  }

  remove(kid: string): boolean {
    this.keys.get(kid)?.retire();
    return this.keys.delete(kid);
  }

  /** The one that signs. @throws HOLON_WRONG_STATE */
  signer(): SigningKey {
    for (const { kid, algorithm, signKey } of this.keys.values()) {
      if (signKey !== undefined) return { kid, algorithm, signKey };
    }
    throw new HolonError('HOLON_WRONG_STATE', `${this.place}: there is no key to sign with`, {
      hint: 'Give it a secret or a privateKey; a publicKey can only verify.',
    });
  }

  find(kid: string | undefined, algorithm: string): readonly VerificationKey[] {
    const named = kid === undefined ? [...this.keys.values()] : [this.keys.get(kid)];
    return named.filter((key) => key?.algorithm === algorithm).filter((key) => key !== undefined);
  }

  keepFresh(): void {
    // An operator's keys change when he says so.
  }

  publicJwks(): JsonWebKey[] {
    const keys = [...this.keys.values()].map((key) => key.publicJwk());
    return keys.filter((key) => key !== undefined);
  }
}
