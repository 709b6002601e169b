// Expected: the class says the id 'reading' and @Channel says 'readings': make them equal
import { BroadcastChannel, Channel } from '../../../src/index';
import { Reading } from '../declared';

@Channel({ id: 'readings', content: Reading })
export class Readings extends BroadcastChannel<Reading, 'reading'> {}
