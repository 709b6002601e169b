// Expected: return what `output` describes
import { Expose } from '../../../src/index';
import { Job, type Reading } from '../declared';

export class Worker {
  @Expose({ output: Job })
  async work(): Promise<Reading> {
    return Promise.resolve({ sensor: 's1', celsius: 1 });
  }
}
