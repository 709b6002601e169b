// Expected: Argument of type 'string' is not assignable to parameter of type 'number'
import { InMemoryChannel } from '../../../src/index';

export const sent = new InMemoryChannel<number>({ capacity: 2 }).send('one');
