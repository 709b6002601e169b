/** What a worker says it is about to do (`…ing`), and what holon has answered. */
export type WorkReport =
  | { readonly kind: 'wrote'; readonly channel: 'jobs' | 'notes'; readonly id: string }
  | { readonly kind: 'reading'; readonly reader: string }
  | { readonly kind: 'read'; readonly reader: string; readonly ids: readonly string[] }
  | (Held & {
      readonly kind: 'claimed';
      readonly holder: string;
      readonly atMs: number;
      readonly expiresAtMs: number;
    })
  | (Held & { readonly kind: Intent | Settled })
  | { readonly kind: 'failed'; readonly message: string };

/** One claim of one job. */
export interface Held {
  readonly id: string;
  readonly attempt: number;
}

export type Intent = 'acknowledging' | 'nacking' | 'transacting';
export type Settled = 'acknowledged' | 'nacked' | 'transacted';

/** Written by the transaction that settles this claim. */
export function tagOf({ id, attempt }: Held): string {
  return `${id}.${attempt}`;
}
