// Expected: let the method take (input: what `input` describes, context: ServiceContext)
import { Expose } from '../../../src/index';

export class Worker {
  @Expose()
  work(_input: unknown, _context: unknown, _more: string): void {}
}
