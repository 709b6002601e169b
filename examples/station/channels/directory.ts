import { Channel, DiscoveryChannel, type ServiceDescriptor } from 'holon';

/** Who is on call right now. Systems register themselves, and again before the registration ends. */
@Channel({ id: 'directory', name: 'Directory', retention: { maxCount: 100 } })
export class Directory extends DiscoveryChannel<'directory'> {}

/** The service by which those on call are found. */
export const ON_CALL_SERVICE = 'takeAlert';

/** What a system on call says of itself. */
export function describeOnCall(systemId: string): ServiceDescriptor {
  return {
    systemId,
    systemName: systemId,
    description: 'Takes alerts',
    services: [
      {
        name: ON_CALL_SERVICE,
        description: 'Takes one alert',
        input: {},
        output: {},
        readOnly: false,
        idempotent: false,
      },
    ],
    channelsRead: ['alerts'],
    channelsWrite: ['directory'],
  };
}
