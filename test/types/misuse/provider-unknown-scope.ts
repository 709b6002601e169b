// Expected: Type '"request"' is not assignable to type 'ProviderScope'
import { System } from '../../../src/index';

class Prices {}

@System({ id: 'shop', providers: [{ provide: Prices, useClass: Prices, scope: 'request' }] })
export class Shop {}
