// Expected: Type '"end"' is not assignable to type '"cursor" | "start" | "now" | undefined'
import { Consume } from '../../../src/index';
import { Readings } from '../declared';

export class Listener {
  @Consume(Readings, { from: 'end' })
  hear(): void {}
}
