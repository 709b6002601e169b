// Expected: Type '{ provide: string; }' is not assignable to type 'Provider'
import { System } from '../../../src/index';

@System({ id: 'shop', providers: [{ provide: 'limit' }] })
export class Shop {}
