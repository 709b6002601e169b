// Expected: Unable to resolve signature of property decorator
import { Consume } from '../../../src/index';
import { Jobs } from '../declared';

export class Worker {
  @Consume(Jobs)
  readonly work = (): void => {};
}
