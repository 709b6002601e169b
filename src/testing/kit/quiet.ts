import type { BaseChannel } from '../../channels/base-channel';
import type { VirtualClock } from '../virtual-clock';

/** Lets everything happen that can happen now, and keeps every channel within its retention, as a reader would find it. */
export async function quiet(clock: VirtualClock, channels: readonly BaseChannel[]): Promise<void> {
  await clock.settle();
  for (const { activity } of channels) {
    if (activity?.maintenance.isDue(clock.nowMs()) !== true) continue;
    await activity.maintenance.enforce();
  }
}
