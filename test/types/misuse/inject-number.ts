// Expected: Argument of type 'number' is not assignable to parameter of type 'Token'
import { Inject, System } from '../../../src/index';

@System({ id: 'shop' })
export class Shop {
  constructor(@Inject(1) readonly limit: number) {}
}
