// Expected: Type 'typeof Reading' is not assignable to type 'AnyChannelClass'
import { Subsystem, System } from '../../../src/index';
import { Reading } from '../declared';

@System({ id: 'sensor' })
class Sensor {}

export class Plant {
  @Subsystem(Sensor, { channels: [Reading] }) readonly sensor!: Sensor;
}
