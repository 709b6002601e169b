import { Channel, DiscoveryChannel } from 'holon';

/** Who is on call right now. Systems register themselves, and again before the registration ends. */
@Channel({ id: 'directory', name: 'Directory', retention: { maxCount: 100 } })
export class Directory extends DiscoveryChannel<'directory'> {}

/** The service by which those on call are found. */
export const ON_CALL_SERVICE = 'takeAlert';
