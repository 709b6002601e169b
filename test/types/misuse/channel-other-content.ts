// Expected: the class carries another content type than `content` describes: make them one type
import { BroadcastChannel, Channel } from '../../../src/index';
import { Job, type Reading } from '../declared';

@Channel({ id: 'readings', content: Job })
export class Readings extends BroadcastChannel<Reading, 'readings'> {}
