// Expected: name the id in the class: extends …Channel<Content, 'readings'>
import { BroadcastChannel, Channel } from '../../../src/index';
import { Reading } from '../declared';

@Channel({ id: 'readings', content: Reading })
export class Readings extends BroadcastChannel<Reading> {}
