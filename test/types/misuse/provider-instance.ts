// Expected: Type 'Prices' is not assignable to type 'Provider'
import { System } from '../../../src/index';

class Prices {
  readonly tea = 4;
}

@System({ id: 'shop', providers: [new Prices()] })
export class Shop {}
