// Expected: the class extends the BaseSystem of other channels than `channels` declares
import { BaseSystem, System, channelAccess } from '../../../src/index';
import { Jobs, Readings, sensing } from '../declared';

const wider = channelAccess({ own: [Jobs], write: [Readings] });

@System({ id: 'sensor', channels: sensing })
export class Sensor extends BaseSystem<typeof wider> {}
