// Expected: Argument of type 'typeof Jobs' is not assignable to parameter of type 'typeof Readings'
import { BaseSystem, System } from '../../../src/index';
import { Jobs, sensing } from '../declared';

@System({ id: 'sensor', channels: sensing })
export class Sensor extends BaseSystem<typeof sensing> {
  async step(): Promise<void> {
    await this.client.write(Jobs, { url: '' });
  }
}
