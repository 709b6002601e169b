import { bursts } from './bursts';
import { chain } from './chain';
import { ledger } from './ledger';
import { mailbox } from './mailbox';
import { requests } from './requests';
import { sharedChannel } from './shared-channel';
import { shelf } from './shelf';
import { smallChannels } from './small-channels';
import { subscribers } from './subscribers';
import { workQueue } from './work-queue';
import type { World } from './world';

/** Small apps on holon's own channels; each is simulated in a few milliseconds. */
export const WORLDS: readonly World[] = [
  workQueue,
  ledger,
  mailbox,
  subscribers,
  smallChannels,
  requests,
  chain,
  bursts,
  sharedChannel,
  shelf,
];
