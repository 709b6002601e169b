// Expected: Type 'typeof Result' is not assignable to type 'AnyChannelClass'
import { Consume } from '../../../src/index';
import { Jobs, Result } from '../declared';

export class Worker {
  @Consume(Jobs, { to: Result })
  work(): Result {
    return { url: '', size: 1 };
  }
}
