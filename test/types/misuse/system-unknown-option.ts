// Expected: 'ticksPerSeconds' does not exist in type 'SystemOptions<Access>'
import { System } from '../../../src/index';

@System({ id: 'sensor', ticksPerSeconds: 2 })
export class Sensor {}
