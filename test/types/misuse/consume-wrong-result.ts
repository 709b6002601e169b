// Expected: return the content type of the channel in `to`
import { Consume } from '../../../src/index';
import { Jobs, type Reading, Results } from '../declared';

export class Worker {
  @Consume(Jobs, { to: Results })
  async work(): Promise<Reading> {
    return Promise.resolve({ sensor: 's1', celsius: 1 });
  }
}
