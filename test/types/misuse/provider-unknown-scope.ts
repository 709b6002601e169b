// Expected: scope: "request"; }' is not assignable to type 'Provider'
import { System } from '../../../src/index';

class Prices {}

@System({ id: 'shop', providers: [{ provide: Prices, useClass: Prices, scope: 'request' }] })
export class Shop {}
