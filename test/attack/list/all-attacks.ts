import type { Attack, TokenAttack } from './attack';
import { CLAIM_ATTACKS } from './claim-attacks';
import { CLAIM_OWNER_ATTACKS } from './claims-attacks';
import { HEADER_ATTACKS } from './header-attacks';
import { HIDDEN_ATTACKS } from './hidden-attacks';
import { KEY_ATTACKS } from './key-attacks';
import { RIGHTS_ATTACKS } from './rights-attacks';
import { SIGNATURE_ATTACKS } from './signature-attacks';

/** One try, and the test that makes it. */
export interface ListedAttack {
  readonly number: number;
  readonly what: string;
  readonly expected: string;
  readonly file: string;
}

const of = (file: string, attacks: readonly (Attack | TokenAttack)[]): readonly ListedAttack[] =>
  attacks.map((attack) => ({
    number: attack.number,
    what: attack.what,
    expected: 'expected' in attack ? attack.expected : '401',
    file,
  }));

/** What the attacks of each number are. */
export const TITLES: readonly string[] = [
  '`alg: none`, however it is written',
  'HS256 signed with a public key',
  'Another HMAC: HS384, HS512',
  'Odd or missing `alg`',
  'The key of one algorithm used with another',
  'A part changed behind the signature',
  'A signature that is cut, missing, garbage, or in another text',
  'An ES256 signature of zeros',
  "Another's key",
  'A weak key',
  'Expired, also while something is open',
  '`exp` missing or no time',
  'A life that is too long',
  '`nbf` in the future or no time',
  '`iat` missing, in the future or no time',
  'Wrong `aud`',
  'Wrong `iss`',
  'Another `typ`',
  'Unknown `crit`, `b64`',
  'A `kid` that injects',
  'Keys brought along, or named by address',
  'A flood of unknown kids, an issuer that is down',
  'A key that is gone, of a token that was verified',
  'A token that is too long',
  'Two `Authorization` headers',
  'Odd `Authorization` headers',
  'The token in the query or in a cookie',
  'A claim that stands twice',
  'Claims that are properties of every object',
  'A `sub` that is no id, a sender that is not the caller',
  'What is no token',
  'A channel that the token is not for',
  'A role that is not enough, or none',
  'Revoked, also while something is open and after a restart',
  'The same again',
  'The claim or the mailbox of somebody else',
  'Whether something private is there',
  'Every route checks',
  'What a refusal tells',
  'What is looked at before the token',
];

export const ALL_ATTACKS: readonly ListedAttack[] = [
  ...of('tokens.test.ts', [...SIGNATURE_ATTACKS, ...CLAIM_ATTACKS]),
  ...of('headers.test.ts', HEADER_ATTACKS),
  ...of('rights.test.ts', RIGHTS_ATTACKS),
  ...of('claims.test.ts', CLAIM_OWNER_ATTACKS),
  ...of('keys.test.ts', KEY_ATTACKS),
  ...of('hidden.test.ts', HIDDEN_ATTACKS),
  {
    number: 39,
    what: 'every refusal of 1 to 34 says the same, and the log never holds a token',
    expected: '401',
    file: 'tokens.test.ts',
  },
];
