import { BroadcastChannel, Channel, System, WorkQueueChannel, channelAccess } from 'holon';

/** Longer than the proof: whoever gets a job a second time got it within the first claim. */
const CLAIM_MS = 300_000;

@Channel({ id: 'jobs', claimTimeoutMs: CLAIM_MS })
export class Jobs extends WorkQueueChannel<{ n: number }, 'jobs'> {}

@Channel({ id: 'news' })
export class News extends BroadcastChannel<{ n: number }, 'news'> {}

/** What the processes tell each other about the proof itself. */
@Channel({ id: 'signals' })
export class Signals extends BroadcastChannel<'go' | 'stop', 'signals'> {}

export const everything = channelAccess({ own: [Jobs, News, Signals] });

@System({ id: 'shop', channels: everything })
export class Shop {}

export type ShopReport =
  | { readonly kind: 'ready' }
  | { readonly kind: 'wrote'; readonly jobs: readonly string[] }
  | { readonly kind: 'claimed'; readonly ids: readonly string[]; readonly atMs: number }
  | { readonly kind: 'done'; readonly ids: readonly string[] }
  | NewsReport
  | { readonly kind: 'failed'; readonly message: string };

export interface NewsReport {
  readonly kind: 'heard' | 'streamed';
  readonly id: string;
  readonly senderId: string;
  /** From the write until now. */
  readonly waitedMs: number;
}
