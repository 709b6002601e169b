// Expected: let the method take (input: what `input` describes, context: ServiceContext)
import { Expose } from '../../../src/index';
import { type Job, Reading } from '../declared';

export class Worker {
  @Expose({ input: Reading })
  work(_job: Job): void {}
}
