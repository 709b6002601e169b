// Expected: Type '"end"' is not assignable to type '"start" | "now" | "cursor"'
import { Consume } from '../../../src/index';
import { Readings } from '../declared';

export class Listener {
  @Consume(Readings, { from: 'end' })
  hear(): void {}
}
