// Expected: type the property 'sensor' as the class that @Subsystem names, or as a readonly array of it
import { Subsystem, System } from '../../../src/index';

@System({ id: 'sensor' })
class Sensor {
  readonly celsius = 20;
}

@System({ id: 'printer' })
class Printer {
  readonly pages = 1;
}

@System({ id: 'plant' })
export class Plant {
  @Subsystem(Sensor) readonly sensor!: Printer;
}
