import { BroadcastChannel, Channel, System, WorkQueueChannel, channelAccess } from 'holon';

/** How long claims last: short, so that those of killed processes come back while the proof runs. */
export const CLAIM_MS = 400;
/** Most messages read at a time: as many may be on their way when a reader is killed. */
export const PAGE = 20;

@Channel({ id: 'jobs', claimTimeoutMs: CLAIM_MS, maxAttempts: 100_000 })
export class Jobs extends WorkQueueChannel<{ n: number }, 'jobs'> {}

@Channel({ id: 'notes' })
export class Notes extends BroadcastChannel<{ n: number }, 'notes'> {}

/** A transaction settles a job and writes the same tag into both channels. */
interface Tagged {
  readonly tag: string;
}

@Channel({ id: 'left' })
export class Left extends BroadcastChannel<Tagged, 'left'> {}

@Channel({ id: 'right' })
export class Right extends BroadcastChannel<Tagged, 'right'> {}

export const everything = channelAccess({ own: [Jobs, Notes, Left, Right] });

@System({ id: 'plant', channels: everything })
export class Plant {}
