import { BroadcastChannel, Channel, System, WorkQueueChannel, channelAccess } from 'holon';

@Channel({ id: 'orders' })
export class Orders extends WorkQueueChannel<{ text: string }, 'orders'> {}

@Channel({ id: 'bills' })
export class Bills extends BroadcastChannel<{ text: string }, 'bills'> {}

export const everything = channelAccess({ own: [Orders, Bills] });

@System({ id: 'workshop', channels: everything })
export class Workshop {}
