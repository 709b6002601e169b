// Expected: name the id in the class: extends …Channel<Content, 'plain'>
import { Channel } from '../../../src/index';

@Channel({ id: 'plain' })
export class Plain {}
