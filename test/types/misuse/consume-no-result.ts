// Expected: return what is to be written to the channel in `to`, or leave `to` out
import { Consume } from '../../../src/index';
import { Jobs, Results } from '../declared';

export class Worker {
  @Consume(Jobs, { to: Results })
  work(): void {}
}
